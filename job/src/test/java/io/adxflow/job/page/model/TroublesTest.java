package io.adxflow.job.page.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.sinks.watch.Backlogs;
import io.adxflow.sinks.watch.DeliveryRecords.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TroublesTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PipelineFixture pipeline = new PipelineFixture();

    @Test
    void findsNothingWhereAllIsWell() {
        pipeline.second(100);
        assertThat(pipeline.second(100).status().troubles()).isEmpty();
        assertThat(pipeline.second(100).status().state()).isEqualTo("ok");
    }

    @Test
    void saysThatNothingHasArrived() {
        StatusView status = pipeline.second(0).status();
        assertThat(status.state()).isEqualTo("waiting");
        assertThat(status.ok()).isTrue();
    }

    @Test
    void saysNothingOfWhatFailsForAMoment() {
        pipeline.records.failed("adx", Part.DESTINATION, "", "transient", "connection reset");
        assertThat(pipeline.second(1).status().ok()).isTrue();
        pipeline.records.delivered("adx", "Metrics");
        for (int i = 0; i < 10; i++) {
            assertThat(pipeline.second(1).status().ok()).isTrue();
        }
    }

    @Test
    void namesADestinationThatIsAway() throws Exception {
        pipeline.records.failed("adx", Part.DESTINATION, "", "transient", "java.net.ConnectException: refused");
        JsonNode trouble = after(90, "destination_away");
        assertThat(trouble.path("detail").asText()).contains("ConnectException");
        assertThat(trouble.path("ageSeconds").asLong()).isEqualTo(90);
        assertThat(pipeline.model().seen().status().monikers())
                .filteredOn(moniker -> moniker.name().equals("adx"))
                .allMatch(moniker -> moniker.state().equals("cut_off"));
    }

    @Test
    void namesCredentialsThatAreRefused() throws Exception {
        pipeline.records.failed("adx", Part.DESTINATION, "", "configuration", "403 Forbidden: principal has no role");
        assertThat(after(10, "credentials_refused").path("todo").asText()).contains("role");
    }

    @Test
    void namesAFullDiskOfADestination() throws Exception {
        pipeline.records.failed(
                "lake", Part.DESTINATION, "", "transient", "java.io.IOException: No space left on device");
        assertThat(after(10, "disk_full").path("todo").asText()).contains("space");
    }

    @Test
    void namesAFullDiskOfItsOwn() throws Exception {
        pipeline.second(1);
        pipeline.disks.set(0, PipelineFixture.disk(1_000));
        pipeline.second(1);
        assertThat(after(20, "disk_full").path("what").asText()).contains("/data is full");
    }

    @Test
    void namesABudgetThatIsFull() throws Exception {
        for (int i = 0; i < 15; i++) {
            pipeline.refusals.note(
                    "target_overload",
                    "/10.0.0.9:4711 Prometheus/3.5.0",
                    "undelivered bytes of moniker adx: 5 (expected: below storage.max-bytes-per-moniker = 4)");
            pipeline.second(1);
        }
        JsonNode trouble = after(1, "budget_full");
        assertThat(trouble.path("ageSeconds").asLong()).isEqualTo(16);
        assertThat(trouble.path("todo").asText()).contains("storage.max-bytes-per-moniker");
    }

    @Test
    void namesAStandbyThatFills() throws Exception {
        pipeline.ofMonikers.put("adx", Map.of("standby_batches", 12.0));
        pipeline.backlogs.put(
                "adx", Map.of(Backlogs.Stage.STANDBY, new Backlogs.Held(5_000, 70_000, pipeline.now - 600_000)));
        JsonNode trouble = after(5, "standby_filling");
        assertThat(trouble.path("ageSeconds").asLong()).isEqualTo(605);
        assertThat(trouble.path("detail").asText()).contains("5,000 rows");
    }

    @Test
    void namesCheckpointsThatFail() throws Exception {
        pipeline.second(1);
        pipeline.failedInARow = 3;
        JsonNode trouble = after(30, "checkpoint_failing");
        assertThat(trouble.path("ageSeconds").asLong()).isEqualTo(30);
        assertThat(trouble.path("todo").asText()).contains("storage");
    }

    @Test
    void namesRulesThatAreRefused() throws Exception {
        pipeline.problems = List.of("pipeline.yaml:7: unknown key monikerz");
        pipeline.problemsSince = pipeline.now;
        JsonNode trouble = after(40, "rules_refused");
        assertThat(trouble.path("detail").asText()).contains("monikerz");
        assertThat(trouble.path("ageSeconds").asLong()).isEqualTo(40);
    }

    @Test
    void namesALimitOfTablesThatIsMet() throws Exception {
        for (int i = 1; i <= 9; i++) {
            pipeline.ofNamespaces.put("default", Map.of("refused_tables_total", 10.0 * i));
            pipeline.second(1);
        }
        JsonNode trouble = after(1, "table_limit");
        assertThat(trouble.path("what").asText()).contains("namespace default");
        assertThat(trouble.path("ageSeconds").asLong()).isEqualTo(8);
        assertThat(trouble.path("todo").asText()).contains("rows.max-tables");
    }

    @Test
    void tellsTheLogOnceAMinuteOfAMonikerThatIsBehind() {
        List<String> lines = new ArrayList<>();
        BehindLog log = new BehindLog(lines::add, () -> pipeline.now);
        pipeline.records.failed("adx", Part.DESTINATION, "", "transient", "connection refused");
        for (int i = 0; i < 150; i++) {
            log.look(pipeline.second(1).status());
        }
        assertThat(lines).hasSize(3).allMatch(line -> line.contains("Moniker adx is cut off"));
        pipeline.records.delivered("adx", "Metrics");
        log.look(pipeline.second(1).status());
        assertThat(lines).last().asString().contains("caught up");
    }

    /** The only trouble after some seconds, from the JSON that people get. */
    private JsonNode after(int seconds, String kind) throws Exception {
        PipelineModel.Seen seen = pipeline.second(1);
        for (int i = 1; i < seconds; i++) {
            seen = pipeline.second(1);
        }
        JsonNode status = JSON.readTree(JSON.writeValueAsString(seen.status()));
        assertThat(status.path("ok").asBoolean()).isFalse();
        assertThat(status.path("troubles")).hasSize(1);
        JsonNode trouble = status.path("troubles").get(0);
        assertThat(trouble.path("kind").asText()).isEqualTo(kind);
        assertThat(trouble.path("todo").asText()).isNotEmpty();
        assertThat(trouble.path("since").asText()).startsWith("20");
        return trouble;
    }
}
