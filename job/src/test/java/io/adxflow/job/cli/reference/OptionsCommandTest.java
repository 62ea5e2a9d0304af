package io.adxflow.job.cli.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.adxflow.job.cli.TestCommandLine;
import io.adxflow.job.config.OptionRegistry;
import io.adxflow.job.ops.MetricCatalog;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class OptionsCommandTest {
    @Test
    void listsEveryKeyWithItsMeaning() {
        String all = TestCommandLine.run("options");

        assertThat(OptionRegistry.options().values())
                .allSatisfy(option -> assertThat(all).contains("\n    " + option.description() + "\n"));
        assertThat(all)
                .contains("batch.max-age  (duration, default 30s)\n")
                .contains("namespaces.<name>.database  (name, default Metrics)\n")
                .contains("monikers.<name>.endpoint  (kind kusto, default none, must be set)\n");
    }

    @Test
    void listsKeysThatBeginLikeThisWhateverUsersCallTheirMonikers() {
        assertThat(TestCommandLine.run("options", "batch.max-a"))
                .startsWith("batch.max-age  (")
                .hasLineCount(2);
        assertThat(TestCommandLine.run("options", "monikers.adx.ingest"))
                .startsWith("monikers.<name>.ingest-endpoint  (kind kusto,")
                .hasLineCount(2);
        assertThat(TestCommandLine.run("options", "namespaces"))
                .contains("namespaces.<name>.relabel")
                .doesNotContain("batch.");
    }

    @Test
    void namesTheKeyThatWasProbablyMeant() {
        assertThat(TestCommandLine.run("options", "bacth.max-age"))
                .startsWith("adxflow: no key begins with 'bacth.max-age'; did you mean batch.max-age?")
                .endsWith("exit 2");
    }

    @Test
    void givesAnObjectOfJsonAKey() throws IOException {
        JsonNode line = new JsonMapper().readTree(TestCommandLine.run("options", "batch.max-age", "--format", "json"));

        assertThat(line.path("key").asText()).isEqualTo("batch.max-age");
        assertThat(line.path("form").asText()).isEqualTo("duration");
        assertThat(line.path("default").asText()).isEqualTo("30s");
        assertThat(line.path("takesEffect").asText()).isEqualTo("restart");
        assertThat(TestCommandLine.run("options", "--format", "json").lines())
                .hasSize(ReferenceKeys.all().size());
    }

    @Test
    void findsMetricsByTheirBeginningsWithAndWithoutThePrefix() {
        assertThat(TestCommandLine.run("options", "--metrics", "ack_l"))
                .isEqualTo(TestCommandLine.run("options", "--metrics", "adxflow_ack_l"))
                .contains("adxflow_ack_latency_ms");
        assertThat(TestCommandLine.run("options", "--metrics", "--format", "json")
                        .lines())
                .hasSize(MetricCatalog.metrics().size());
    }
}
