package io.adxflow.bench;

import io.adxflow.emulator.faults.StorageFaults.Rule;
import java.time.Duration;
import java.util.Locale;

/**
 * What is done to a job that delivers to Azure Data Explorer, to its storage, or to the cluster. Moments are chosen by what
 * was acknowledged or by requests that were seen, never by time.
 */
enum KustoFault {
    /** SIGKILL after acknowledgements, and at each step of a commit, with the step done and unanswered. */
    PROCESS_KILLED {
        @Override
        void happen(KustoFaultRun run) throws Exception {
            run.acknowledge(SOME);
            kill(run);
            for (String step : run.mode() == KustoMode.DIRECT
                    ? new String[] {KustoFaultRun.BLOCK_LIST, KustoFaultRun.MARKER}
                    : new String[] {KustoFaultRun.BLOCK_LIST, STATUS_LINE, KustoFaultRun.MESSAGE, KustoFaultRun.MARKER
                    }) {
                run.await(run.storage().holdAnswer(step, 1), 1);
                kill(run);
                run.storage().clear();
            }
            if (run.mode() == KustoMode.DIRECT) {
                long before = run.faults();
                run.standIn().faults().holdAnswer(INGEST, 1);
                run.awaitFaults(before + 1);
                kill(run);
                run.standIn().faults().clear();
            }
        }
    },

    /** SIGKILL between message and marker, while the cluster leaves its queues alone. */
    PROCESS_KILLED_AND_CLUSTER_SLOW {
        @Override
        void happen(KustoFaultRun run) throws Exception {
            run.acknowledge(SOME);
            run.standIn().faults().pauseIngestion();
            if (run.mode() == KustoMode.DIRECT) {
                long before = run.faults();
                run.standIn().faults().holdAnswer(INGEST, COMMITS_AT_ONCE);
                run.awaitFaults(before + 1);
            } else {
                run.await(run.storage().holdAnswer(KustoFaultRun.MESSAGE, COMMITS_AT_ONCE), 1);
            }
            kill(run);
            run.storage().clear();
            run.acknowledge(SOME);
            run.standIn().faults().clear();
        }
    },

    TASK_MANAGER_KILLED {
        @Override
        boolean onCluster() {
            return true;
        }

        @Override
        void happen(KustoFaultRun run) throws Exception {
            run.acknowledge(SOME);
            kill(run);
            run.await(run.storage().holdAnswer(KustoFaultRun.BLOCK_LIST, 1), 1);
            kill(run);
            run.storage().clear();
            if (run.mode() != KustoMode.DIRECT) {
                run.await(run.storage().holdAnswer(KustoFaultRun.MESSAGE, 1), 1);
                kill(run);
                run.storage().clear();
            }
        }
    },

    STORAGE_KILLED {
        @Override
        void happen(KustoFaultRun run) throws Exception {
            run.acknowledge(SOME);
            for (int i = 0; i < 2; i++) {
                run.await(run.storage().holdAnswer(KustoFaultRun.BLOCK_LIST, 1), 1);
                // What it has carried out and not answered is an answer lost.
                run.openWindow(COMMITS_AT_ONCE);
                run.azurite().crash();
                run.acknowledge(MANY);
                run.azurite().start();
                run.acknowledge(MANY);
            }
        }
    },

    CLUSTER_DOWN {
        @Override
        void happen(KustoFaultRun run) throws Exception {
            run.acknowledge(SOME);
            run.standIn().down();
            run.standIn().faults().pauseIngestion();
            long end = System.nanoTime() + DOWN.toNanos();
            while (System.nanoTime() < end) {
                run.acknowledge(SOME);
            }
            run.standIn().up();
            run.standIn().faults().resumeIngestion();
            run.acknowledge(SOME);
        }
    },

    /** The cluster's services, until it has refused six times: from a job's start on where that is what needs them. */
    THROTTLED {
        @Override
        void happen(KustoFaultRun run) throws Exception {
            long before = run.faults();
            run.standIn().faults().answer("/v1/rest/mgmt", 429, Duration.ofSeconds(1), 6);
            if (run.mode() != KustoMode.DIRECT) {
                kill(run);
            }
            run.awaitFaults(before + 6);
            run.acknowledge(SOME);
            run.await(run.storage().answer("PUT|POST", 503, 30), 30);
            run.acknowledge(SOME);
        }
    },

    COMMIT_ANSWER_LOST {
        @Override
        void happen(KustoFaultRun run) throws Exception {
            run.acknowledge(SOME);
            run.await(run.storage().loseAnswer(KustoFaultRun.BLOCK_LIST, 6), 6);
            run.acknowledge(MANY);
        }
    },

    ENQUEUE_ANSWER_LOST {
        @Override
        void happen(KustoFaultRun run) throws Exception {
            run.acknowledge(SOME);
            loseEnqueueAnswers(run, 4);
            run.acknowledge(MANY);
        }
    },

    /** The cluster leaves its queues alone meanwhile. */
    ENQUEUE_ANSWER_LOST_AND_CLUSTER_SLOW {
        @Override
        void happen(KustoFaultRun run) throws Exception {
            run.acknowledge(SOME);
            run.standIn().faults().pauseIngestion();
            loseEnqueueAnswers(run, 4);
            run.acknowledge(MANY);
            run.standIn().faults().resumeIngestion();
        }
    },

    DELIVERED_TWICE {
        @Override
        void happen(KustoFaultRun run) throws Exception {
            run.acknowledge(SOME);
            run.openWindow(TWICE);
            run.standIn().faults().deliverTwice(".", Duration.ofSeconds(1), TWICE);
            run.acknowledge(MANY);
        }
    },

    TOKEN_EXPIRED {
        @Override
        void happen(KustoFaultRun run) throws Exception {
            run.acknowledge(SOME);
            for (int i = 0; i < 2; i++) {
                run.await(run.storage().expireSignatures(), 1);
                run.acknowledge(MANY);
            }
        }
    },

    RESCALED_BETWEEN_STAGE_AND_COMMIT {
        @Override
        boolean onCluster() {
            return true;
        }

        @Override
        void happen(KustoFaultRun run) throws Exception {
            run.acknowledge(SOME);
            for (int parallelism : new int[] {3, 1}) {
                run.openWindow(COMMITS_AT_ONCE);
                Rule hanging = run.storage().hang(KustoFaultRun.BLOCK_LIST, Integer.MAX_VALUE);
                run.await(hanging, 1);
                run.cluster().rescale(parallelism);
                run.job().awaitReady();
                run.storage().clear();
                run.acknowledge(SOME);
            }
        }
    },

    OLDER_SAVEPOINT_RESTORED {
        @Override
        boolean onCluster() {
            return true;
        }

        @Override
        void happen(KustoFaultRun run) throws Exception {
            run.acknowledge(SOME);
            run.openWindow(COMMITS_AT_ONCE);
            run.goBack(MANY);
            run.acknowledge(SOME);
        }
    };

    private static final int SOME = 40;
    private static final int MANY = 120;
    private static final int TWICE = 10;
    /** How many commits of a process can be under way: its threads for them, those for parked batches, and those that finish. */
    private static final int COMMITS_AT_ONCE = 22;

    private static final String STATUS_LINE = "POST .*/ingestionsstatus";
    private static final String INGEST = "\\.ingest async";
    private static final Duration DOWN = Duration.ofSeconds(Long.getLong("adxflow.kusto.down-seconds", 120));

    /** Whether it takes more than the job's one process. */
    boolean onCluster() {
        return false;
    }

    /** What is done under load. */
    abstract void happen(KustoFaultRun run) throws Exception;

    /** Its name in words. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void kill(KustoFaultRun run) throws Exception {
        run.openWindow(COMMITS_AT_ONCE);
        run.job().kill();
        run.job().awaitReady();
        run.acknowledge(1);
    }

    private static void loseEnqueueAnswers(KustoFaultRun run, int times) throws Exception {
        run.openWindow(times);
        if (run.mode() == KustoMode.DIRECT) {
            long before = run.faults();
            run.standIn().faults().loseAnswer(INGEST, times);
            run.awaitFaults(before + times);
        } else {
            run.await(run.storage().loseAnswer(KustoFaultRun.MESSAGE, times), times);
        }
    }
}
