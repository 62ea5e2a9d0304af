package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.cli.TestCommandLine;
import io.adxflow.job.control.JobControlPlane;
import io.adxflow.job.control.api.ControlRoutes;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.WebLimits;
import io.adxflow.job.web.WebServer;
import io.adxflow.sources.control.ControlHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.core.testutils.CommonTestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that is changed by commands, over the API, while it is sent to. */
class ControlApiITCase {
    @TempDir
    Path folder;

    @Test
    void aSubscriptionThatIsSetByACommandGetsRowsAtOnceAndSurvivesARestart() throws Exception {
        try (PipelineCluster cluster = new PipelineCluster(folder, 2, "control.source=api");
                WebServer web = WebServer.start()) {
            cluster.start(2, null);
            String url = serve(web);
            try (RetryingSenders senders = new RetryingSenders(cluster.writeUrl(), 4)) {
                senders.awaitAcknowledged(20);
                Path place = folder.resolve("some");
                Files.writeString(folder.resolve("moniker.yaml"), "{kind: directory, path: " + place + "}");
                Files.writeString(
                        folder.resolve("subscription.yaml"), "{from: [default], where: 'sender=\"s0\"', to: some}");
                assertThat(run(
                                url,
                                "moniker",
                                "set",
                                "some",
                                "-f",
                                folder.resolve("moniker.yaml").toString()))
                        .contains("version: 2");
                assertThat(run(
                                url,
                                "subscription",
                                "set",
                                "few",
                                "-f",
                                folder.resolve("subscription.yaml").toString()))
                        .contains("version: 3");
                senders.awaitAcknowledged(20);
                String savepoint = cluster.stop();
                cluster.start(1, savepoint);
                senders.awaitAcknowledged(20);
                senders.end();
                CommonTestUtils.waitUtil(() -> !rows(place).isEmpty(), Duration.ofMinutes(5), "nothing in " + place);
                assertThat(rows(place)).allMatch(row -> row.contains("\"\"sender\"\":\"\"s0\"\""));
                assertThat(run(url, "moniker", "delete", "some"))
                        .contains("exit 2")
                        .contains("there is no moniker 'some'");
                assertThat(run(url, "subscription", "delete", "few")).contains("version: 4");
                assertThat(run(url, "moniker", "delete", "some"))
                        .contains("exit 2")
                        .contains("nothing says what becomes");
                assertThat(run(url, "moniker", "delete", "some", "--undelivered", "drain"))
                        .contains("version: 5");
            }
        }
    }

    @Test
    void whereTheFileRulesTheApiShowsAndTriesOnly() throws Exception {
        try (PipelineCluster cluster = new PipelineCluster(folder, 1);
                WebServer web = WebServer.start()) {
            cluster.start(1, null);
            String url = serve(web);
            Path file = folder.resolve("document.yaml");
            Files.writeString(file, "namespaces: {default: {database: Other}}");
            assertThat(run(url, "namespace", "get", "default")).contains("database: \"Metrics\"");
            assertThat(run(url, "apply", "-f", file.toString(), "--dry-run")).contains("ok");
            assertThat(run(url, "apply", "-f", file.toString()))
                    .contains("exit 1")
                    .contains("control.source is file");
        }
    }

    private static String serve(WebServer web) throws IOException {
        ControlRoutes routes = new ControlRoutes(new JobControlPlane(ControlHub.jvm(), Duration.ofMinutes(5)));
        return "http://127.0.0.1:"
                + web.listen(new HostPort("127.0.0.1", 0), WebLimits.FEW, routes)
                        .port();
    }

    private static String run(String url, String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--control";
        all[arguments.length + 1] = url;
        return TestCommandLine.run(all);
    }

    private static List<String> rows(Path place) {
        try {
            return CommittedFiles.sortedLines(place.resolve("Metrics")).values().stream()
                    .flatMap(List::stream)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
