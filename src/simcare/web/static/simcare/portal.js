// Starts the parts of the portal. Pages work without any of them: links and forms are plain.
import { copyOnClick } from "simcare/copy";
import { followEvents } from "simcare/live";
import { chooseTheme } from "simcare/theme";
import { keepTimes } from "simcare/times";

copyOnClick();
chooseTheme();
keepTimes();
followEvents(document.body.dataset.stream);
