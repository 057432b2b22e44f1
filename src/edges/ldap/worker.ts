/** The thread of one question: whatever a server does to it, only its answer is lost. */
import { parentPort, workerData } from "node:worker_threads";
import type { Task } from "./client.ts";
import { answer } from "./question.ts";

const port = parentPort;
if (port === null) throw new Error("this file is a worker's");
const { directory, question, times }: Task = workerData;
void answer(directory, question, times).then((reply) => port.postMessage(reply));
