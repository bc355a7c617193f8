// Starts the parts of the staff console. Pages work without any of them: links and forms are plain.
import { ringBell } from "simcare/bell";
import { copyOnClick } from "simcare/copy";
import { closeDrawers } from "simcare/drawers";
import { listenForKeys } from "simcare/keys";
import { followEvents } from "simcare/live";
import { sayPresence } from "simcare/presence";
import { handlePicks } from "simcare/picking";
import { nameColleagues } from "simcare/names";
import { openPalette } from "simcare/palette";
import { chooseTheme } from "simcare/theme";
import { handleTickets } from "simcare/tickets";
import { keepTimes } from "simcare/times";
import { helpWriting } from "simcare/writing";

copyOnClick();
closeDrawers();
ringBell();
listenForKeys();
openPalette();
chooseTheme();
handlePicks();
nameColleagues();
handleTickets();
keepTimes();
helpWriting();
sayPresence();
followEvents(document.body.dataset.stream);
