package io.adxflow.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.sdk.wire.RecordSink;
import io.adxflow.sdk.wire.WireFormat.BadBodyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GraphiteFormatTest {
    private static List<String> read(String body) throws BadBodyException {
        List<String> read = new ArrayList<>();
        new GraphiteFormat().read(body.getBytes(UTF_8), new RecordSink() {
            @Override
            public void sample(String metric, Map<String, String> labels, long timestampMillis, double value) {
                read.add(metric + new TreeMap<>(labels) + " " + value + " @" + timestampMillis);
            }

            @Override
            public void log(
                    long timestampNanos,
                    int severity,
                    String severityText,
                    String body,
                    Map<String, String> attributes,
                    Map<String, String> resource) {
                throw new AssertionError("a log record");
            }
        });
        return read;
    }

    @Test
    void readsPathsTagsValuesAndTimes() throws Exception {
        assertThat(read("a.b-c 1 2\n\nd;host=h=1;x=y 1.5e3 3\n"))
                .containsExactly("a_b_c{} 1.0 @2000", "d{host=h=1, x=y} 1500.0 @3000");
    }

    @Test
    void saysWhichLineIsWrong() {
        for (String line : List.of("a", "a b 3", "a 1 b", "a;x 1 2")) {
            assertThatThrownBy(() -> read(line))
                    .isInstanceOf(BadBodyException.class)
                    .hasMessageContaining(line);
        }
    }
}
