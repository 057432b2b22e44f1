/** The state of a running program in which everything works, apart from what a test gives. */
import {
  createRunningState,
  type RunningParts,
  type RunningState,
} from "../../src/engine/operate/running-state.ts";

export const runningState = ({
  fetching = () => [],
  scanners = () => [],
  oauthProblems = () => [],
  closedPorts = async () => [],
  diskSpace = async () => 5_000_000_000,
  diskReserve = 1000,
}: Partial<RunningParts> = {}): RunningState =>
  createRunningState({
    ...{ fetching, scanners, oauthProblems, closedPorts, diskSpace, diskReserve },
    journalTrouble: () => null,
  });
