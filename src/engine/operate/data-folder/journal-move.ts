/** Moves a whole journal from one database to another; see record/move.ts. */
export { exportedJournal as exportTo, importJournal as importFrom } from "../../../record/move.ts";
