package io.adxflow.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.bench.cluster.ClusterPlan;
import io.adxflow.bench.cluster.ClusterPlan.StateBackend;
import io.adxflow.bench.cluster.TaskManager;
import io.adxflow.bench.run.JobCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real clusters of processes, from what Maven has put together, under load: whatever dies, every acknowledged sample is committed
 * once. How long senders wait is printed; it hangs on the machine, so no test rests on it.
 */
class ClusterITCase {
    private static final long SEED = Long.getLong("adxflow.cluster.seed", 1);
    private static final double SAMPLES_PER_SECOND = 4_500;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private final Path root = JobCommand.projectRoot();

    private ClusterPlan plan(StateBackend backend) {
        return new ClusterPlan(
                root,
                folder.resolve("cluster"),
                ClusterPlan.builtUsrlib(root),
                backend,
                2,
                "1g",
                List.of("batch.max-age=2s", "batch.small-max-age=3s"));
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void everyAcknowledgedSampleIsCommittedOnceThoughProcessesDieAndTheJobIsUpgraded() throws Exception {
        System.out.println("seed " + SEED);
        try (ClusterRun run = ClusterRun.start(plan(StateBackend.HASHMAP), SAMPLES_PER_SECOND, SEED)) {
            everyTaskManagerServesTheControlApi(run);
            run.suffer("tm-kill", 2, run::killTaskManager);
            run.suffer("jm-kill", 2, run.cluster()::killJobManager);
            everyTaskManagerServesTheControlApi(run);
            run.suffer("upgrade", 2, () -> run.cluster().upgrade(otherBuild(), ClusterRun.PATIENCE));
            run.finish();
        }
    }

    private static void everyTaskManagerServesTheControlApi(ClusterRun run) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        assertThat(run.cluster().taskManagers()).hasSize(2);
        for (TaskManager each : run.cluster().taskManagers()) {
            for (String path : List.of("pipeline", "versions", "openapi.json")) {
                URI uri = each.control().resolve("/api/v1/" + path);
                HttpResponse<String> answer =
                        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as("%s: %s", uri, answer.body()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(StateBackend.class)
    @Tag("cluster")
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void everyAcknowledgedSampleIsCommittedOnceWhateverDies(StateBackend backend) throws Exception {
        System.out.println("seed " + SEED);
        try (ClusterRun run = ClusterRun.start(plan(backend), SAMPLES_PER_SECOND, SEED)) {
            run.suffer("nothing", 2, () -> {});
            run.suffer("tm-kill", 2, run::killTaskManager);
            run.suffer("jm-kill", 2, run.cluster()::killJobManager);
            run.cluster().startStandby(ClusterRun.PATIENCE);
            run.suffer("jm-kill-with-standby", 2, run.cluster()::killJobManager);
            run.suffer("rescale-2-4", 4, () -> {
                run.cluster().startTaskManager();
                run.cluster().startTaskManager();
                run.cluster().rest().rescale(4);
            });
            run.suffer("rescale-4-3", 3, () -> run.cluster().rest().rescale(3));
            run.suffer("tm-kill-at-3", 3, run::killTaskManager);
            run.suffer("upgrade", 2, () -> run.cluster().upgrade(otherBuild(), ClusterRun.PATIENCE));
            run.finish();
        }
    }

    /** The same jars in another place: files of other names that another build would have. */
    private Path otherBuild() throws IOException {
        Path other = Files.createDirectories(folder.resolve("usrlib-next"));
        try (Stream<Path> jars = Files.list(ClusterPlan.builtUsrlib(root))) {
            for (Path jar : jars.toList()) {
                Files.copy(jar, other.resolve("next-" + jar.getFileName()));
            }
        }
        assertThat(other).isNotEmptyDirectory();
        return other;
    }
}
