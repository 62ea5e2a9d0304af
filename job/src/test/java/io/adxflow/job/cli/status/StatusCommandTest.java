package io.adxflow.job.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.ops.OpsServer;
import io.adxflow.job.page.model.PipelineFixture;
import io.adxflow.job.page.web.PageRoutes;
import io.adxflow.job.web.HostPort;
import io.adxflow.job.web.WebLimits;
import io.adxflow.job.web.WebListener;
import io.adxflow.job.web.WebServer;
import io.adxflow.job.web.WebTrust;
import io.adxflow.sinks.watch.DeliveryRecords;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class StatusCommandTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PipelineFixture pipeline = new PipelineFixture();
    private final StringWriter out = new StringWriter();

    @Test
    void succeedsOnlyWhenAllIsWell() throws Exception {
        pipeline.second(10);
        pipeline.second(10);
        assertThat(run()).isZero();
        assertThat(out.toString()).contains("All is well.");
        fails();
        assertThat(run()).isEqualTo(1);
        assertThat(out.toString()).contains("does not take batches").contains("→ See whether it runs");
    }

    @Test
    void givesAllThatIsKnownToPrograms() throws Exception {
        fails();
        assertThat(run("--format", "json")).isEqualTo(1);
        JsonNode status = JSON.readTree(out.toString());
        assertThat(status.path("troubles").get(0).path("kind").asText()).isEqualTo("destination_away");
        assertThat(status.path("control").path("version").asInt()).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 40, 60, 80, 200})
    void wrapsNothingWhateverTheWidth(int width) throws Exception {
        fails();
        JsonNode status =
                JSON.readTree(JSON.writeValueAsString(pipeline.model().seen().status()));
        List<String> lines = StatusText.status(status, width, false);
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
        assertThat(lines).anyMatch(line -> line.startsWith("adx"));
        if (width >= 60) {
            assertThat(lines).anyMatch(line -> line.contains("cut off"));
        }
        assertThat(StatusText.status(status, width, true)).allSatisfy(line -> assertThat(
                        line.replaceAll("\033\\[[0-9;]*m", "").length())
                .isLessThanOrEqualTo(width));
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 200})
    void topFitsItsTerminalInEveryViewAndOrder(int width) throws Exception {
        fails();
        JsonNode status =
                JSON.readTree(JSON.writeValueAsString(pipeline.model().seen().status()));
        TopScreen top = new TopScreen();
        for (char key : "mnts>>>>>>>>r<<<<<<<<m".toCharArray()) {
            assertThat(top.press(key)).isTrue();
            List<String> lines = top.lines(status, status.path(top.view().path()), width, 20, false);
            assertThat(lines).hasSizeLessThanOrEqualTo(20).allSatisfy(line -> assertThat(line.length())
                    .isLessThanOrEqualTo(width));
            assertThat(lines).anyMatch(line -> line.contains("▼") || line.contains("▲"));
        }
        assertThat(top.press('q')).isFalse();
    }

    @Test
    void topSortsByTheColumnThatIsChosen() throws Exception {
        fails();
        JsonNode status =
                JSON.readTree(JSON.writeValueAsString(pipeline.model().seen().status()));
        TopScreen top = new TopScreen();
        "<<<<r".chars().forEach(top::press);
        List<String> byName = top.lines(status, status.path("monikers"), 80, 30, false);
        assertThat(byName.stream().filter(line -> line.matches("(adx|archive|lake|spare) .*")))
                .extracting(line -> line.split(" ")[0])
                .containsExactly("adx", "archive", "lake", "spare");
    }

    private void fails() {
        pipeline.records.failed("adx", DeliveryRecords.Part.DESTINATION, "", "transient", "connection refused");
        for (int i = 0; i < 5; i++) {
            pipeline.second(1_000);
        }
    }

    private int run(String... arguments) throws Exception {
        out.getBuffer().setLength(0);
        try (WebServer web = WebServer.start()) {
            WebListener listener = web.listen(
                    new HostPort("127.0.0.1", 0),
                    WebTrust.NONE,
                    WebLimits.FEW,
                    new PageRoutes(pipeline.model(), OpsServer.INDEX));
            CommandLine command = new CommandLine(new StatusCommand()).setOut(new PrintWriter(out, true));
            String[] all = new String[arguments.length + 2];
            all[0] = "--ops";
            all[1] = "127.0.0.1:" + listener.port();
            System.arraycopy(arguments, 0, all, 2, arguments.length);
            return command.execute(all);
        }
    }
}
