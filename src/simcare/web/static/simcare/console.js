// Starts the parts of the staff console. Pages work without any of them: links and forms are plain.
import { copyOnClick } from "simcare/copy";
import { listenForKeys } from "simcare/keys";
import { followEvents } from "simcare/live";
import { chooseTheme } from "simcare/theme";
import { handleTickets } from "simcare/tickets";
import { keepTimes } from "simcare/times";

copyOnClick();
listenForKeys();
chooseTheme();
handleTickets();
keepTimes();
followEvents(document.body.dataset.stream);
