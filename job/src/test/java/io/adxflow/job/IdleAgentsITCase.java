package io.adxflow.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.cli.TestCommandLine;
import io.adxflow.job.control.JobControlPlane;
import io.adxflow.job.control.api.ControlRoutes;
import io.adxflow.job.opamp.AgentAddress;
import io.adxflow.job.opamp.IdleAgents;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.WebLimits;
import io.adxflow.job.web.WebServer;
import io.adxflow.sources.control.ControlHub;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 10,000 agents that are connected to one TaskManager: what each costs, and how soon all hear of a change. Prints; asserts no time. */
@Tag("soak")
class IdleAgentsITCase {
    private static final int AGENTS = Integer.getInteger("adxflow.agents", 10_000);

    @TempDir
    Path folder;

    @Test
    void manyIdleAgentsCostLittleAndHearOfAChangeTogether() throws Exception {
        try (PipelineCluster cluster = new PipelineCluster(
                        folder,
                        1,
                        "control.source=api",
                        "checkpoint.interval=500 ms",
                        // All are the first.
                        "handshake.canaries=1000000",
                        "namespaces.team-a.monikers=local",
                        "namespaces.team-a.add-labels=version=1");
                WebServer web = WebServer.start()) {
            cluster.start(1, null);
            ControlRoutes routes = new ControlRoutes(new JobControlPlane(ControlHub.jvm(), Duration.ofMinutes(5)));
            String control = "http://127.0.0.1:"
                    + web.listen(new HostPort("127.0.0.1", 0), WebLimits.FEW, AgentAddress.besideControl(true, routes))
                            .port();
            int port = web.listen(
                            new HostPort("127.0.0.1", 0),
                            AgentAddress.limits(new Configuration()),
                            AgentAddress.alone())
                    .port();
            String token = JsonMapper.builder()
                    .build()
                    .readTree(TestCommandLine.run(
                            "agents",
                            "enrol",
                            "fleet",
                            "--namespace",
                            "team-a",
                            "--control",
                            control,
                            "--format",
                            "json"))
                    .path("token")
                    .asText();
            long before = usedHeap();
            Process agents = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-Xmx1500m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            IdleAgents.class.getName(),
                            Integer.toString(port),
                            token,
                            Integer.toString(AGENTS))
                    .redirectError(folder.resolve("agents.log").toFile())
                    .start();
            try (BufferedReader said =
                    new BufferedReader(new InputStreamReader(agents.getInputStream(), StandardCharsets.UTF_8))) {
                long connecting = System.currentTimeMillis();
                await(said, "connected " + AGENTS);
                await(said, "offered " + AGENTS);
                System.out.println(AGENTS + " agents connected and configured in "
                        + (System.currentTimeMillis() - connecting) + " ms");
                long after = usedHeap();
                System.out.println("heap per agent: " + (after - before) / AGENTS + " bytes ("
                        + (after - before) / 1_000_000 + " MB in all, sockets included)");
                Path file = folder.resolve("namespace.yaml");
                Files.writeString(file, "{monikers: [local], add-labels: {version: '2'}}");
                long changing = System.currentTimeMillis();
                assertThat(TestCommandLine.run(
                                "namespace", "set", "team-a", "-f", file.toString(), "--control", control))
                        .contains("version: ");
                long done = System.currentTimeMillis();
                String line = await(said, "offered " + 2 * AGENTS);
                long all = Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
                System.out.println("a change was done after " + (done - changing) + " ms, and the last of " + AGENTS
                        + " agents had it " + (all - changing) + " ms after it was asked for");
            } finally {
                agents.destroyForcibly();
            }
        }
    }

    private static String await(BufferedReader said, String beginning) throws Exception {
        return CompletableFuture.supplyAsync(() -> {
                    try {
                        String line;
                        do {
                            line = said.readLine();
                        } while (line != null && !line.startsWith(beginning));
                        return line;
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                })
                .get(10, TimeUnit.MINUTES);
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
