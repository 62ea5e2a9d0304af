package io.adxflow.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MediansTest {
    private static final BenchSettings A2 =
            new BenchSettings("a", 2, 10, 5, 0, 0, 1, 1, List.of(), List.of(), Path.of("."), false, Trust.NONE);

    @Test
    void takesTheMiddleOfEachFigureByItself() {
        ObjectNode medians = Medians.of(
                A2, List.of(run(0.7, 1_900_000, true), run(0.4, 2_400_000, true), run(0.5, 2_300_000, true)));
        assertThat(medians.path("medians_of").asInt()).isEqualTo(3);
        assertThat(medians.path("cpu_s_per_million").asDouble()).isEqualTo(0.5);
        assertThat(medians.path("samples_per_second").asDouble()).isEqualTo(2_300_000);
        assertThat(medians.path("rows_ok").asBoolean()).isTrue();
        assertThat(medians.path("targets_met").asBoolean()).isTrue();
    }

    @Test
    void oneRunWithMissingRowsSpoilsAll() {
        ObjectNode medians = Medians.of(A2, List.of(run(0.5, 100, true), run(0.52, 100, false)));
        assertThat(medians.path("cpu_s_per_million").asDouble()).isEqualTo(0.51);
        assertThat(medians.path("rows_ok").asBoolean()).isFalse();
        assertThat(medians.path("targets_met").asBoolean()).isFalse();
    }

    private static ObjectNode run(double cpu, double rate, boolean rowsOk) {
        return new ObjectMapper()
                .createObjectNode()
                .put("cpu_s_per_million", cpu)
                .put("samples_per_second", rate)
                .put("rows_ok", rowsOk);
    }
}
