package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.control.JobControlPlane;
import io.adxflow.job.control.api.ControlRoutes;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.WebLimits;
import io.adxflow.job.web.WebServer;
import io.adxflow.sources.changes.ChangeHistory;
import io.adxflow.sources.changes.RandomChanges;
import io.adxflow.sources.changes.TracedRow;
import io.adxflow.sources.changes.TracedSenders;
import io.adxflow.sources.control.ControlHub;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four clients change the document over the API at once and at random while six senders send, and TaskManagers and whole jobs
 * come and go. The same with processes, and many more changes, is the bench's.
 */
class RandomChangesITCase {
    private static final int CLIENTS = 4;
    private static final int SENDERS = 6;
    private static final int CHANGES = 60;
    private static final int FAILURES = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @Test
    void everyChangeThatWasAnsweredIsInTheHistoryAndRowsFollowIt() throws Exception {
        long seed = Long.getLong("adxflow.seed", 1);
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        try (PipelineCluster cluster = new PipelineCluster(
                        folder,
                        3,
                        "control.source=api",
                        "monikers.files.kind=directory",
                        "monikers.files.path=" + folder.resolve("files"),
                        "namespaces.default.monikers=files",
                        "namespaces.default.add-labels=version=1,change=start");
                WebServer web = WebServer.start()) {
            cluster.start(2, null);
            URI api = serve(web);
            URI write = URI.create(cluster.writeUrl());
            try (RandomChanges changes = new RandomChanges(
                            () -> List.of(api), folder.resolve("files"), CLIENTS, CHANGES, seed, () -> {});
                    TracedSenders senders =
                            new TracedSenders(() -> write, SENDERS, changes::newestDone, Duration.ZERO)) {
                int failures = 0;
                for (; failures < FAILURES; failures++) {
                    changes.awaitLeft(CHANGES - CHANGES / (FAILURES + 1) * (failures + 1));
                    fail(cluster, failures, random);
                    cluster.awaitAnyReader();
                }
                changes.awaitAll();
                senders.awaitAcknowledged(20);
                long samples = senders.end();
                ChangeHistory history = ChangeHistory.read(changes);
                CommonTestUtils.waitUtil(() -> rows().size() >= samples, PATIENCE, "not committed: " + samples);
                List<TracedRow> rows = rows();
                history.assertTellsWhatClientsWereTold();
                history.assertRowsFollow(rows, samples, senders);
                System.out.println("versions=" + history.size() + " " + changes + " failures=" + failures + " samples="
                        + samples + " versions_in_rows=" + ChangeHistory.versionsIn(rows));
                assertThat(ChangeHistory.versionsIn(rows)).isGreaterThan(1);
            }
        }
    }

    /** Each kind in turn. */
    private static void fail(PipelineCluster cluster, int turn, Random random) throws Exception {
        switch (turn % 3) {
            case 0 -> cluster.replaceTaskManager();
            case 1 -> cluster.start(1 + random.nextInt(3), cluster.stop());
            default -> {
                cluster.cancel();
                cluster.start(1 + random.nextInt(3), cluster.newestCheckpoint());
            }
        }
    }

    private static URI serve(WebServer web) throws IOException {
        ControlRoutes routes = new ControlRoutes(new JobControlPlane(ControlHub.jvm(), Duration.ofSeconds(3)));
        return URI.create("http://127.0.0.1:"
                + web.listen(new HostPort("127.0.0.1", 0), WebLimits.FEW, routes)
                        .port());
    }

    private List<TracedRow> rows() {
        List<TracedRow> rows = new ArrayList<>();
        try {
            for (List<String> lines :
                    CommittedFiles.sortedLines(folder.resolve("files/Metrics")).values()) {
                for (String line : lines) {
                    rows.add(TracedRow.of(line.replace("\"\"", "\""), line.substring(line.lastIndexOf(',') + 1)));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return rows;
    }
}
