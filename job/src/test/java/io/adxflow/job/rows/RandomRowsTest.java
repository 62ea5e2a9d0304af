package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.BodyBuilder;
import io.adxflow.sources.wire.testing.OracleDecoder;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures;
import io.adxflow.sources.wire.testing.WireModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random labels and samples against the oracle: unsorted, quoted, non-ASCII, control characters, lifted and added. */
class RandomRowsTest {
    private static final String[] PIECES = {
        "a", "B", "_", "z9", "\"", "\\", "\n", "\r", "\t", "\u0001", "\u2028", "\u2029", "<", ">", "&", ",", " ", "é",
        "⌘", "😀", "\u007f", "{", "}", "'", ":"
    };
    private static final NamespaceSpec NAMESPACE = RowsOfBodies.namespace(
            Map.of("added", "by \"us\"", "a", "replaced"),
            List.of(
                    new NamespaceSpec.LiftedLabel("B", ""),
                    new NamespaceSpec.LiftedLabel("adxmon_pod", "Pod"),
                    new NamespaceSpec.LiftedLabel("z9", "Zone")));

    private final long seed = Long.getLong("adxflow.seed", 1);
    private final Random random = new Random(seed);

    @Test
    void becomeTheRowsThatTheOracleMakes() throws Exception {
        for (WireFormat format : WireFormat.of(WireFormat.Signal.REMOTE_WRITE)) {
            RowsOfBodies rows = new RowsOfBodies(NAMESPACE, new RowSettings(40_000, 20_000, 3_600_000, 1 << 20));
            OracleRows oracle = new OracleRows(NAMESPACE);
            Map<String, List<String>> actual = new LinkedHashMap<>();
            for (int i = 1; i <= 80; i++) {
                byte[] body = body().compressed(format);
                assertThat(rows.append(format, body, RowFilter.ALL).problems())
                        .as("seed %d", seed)
                        .isNull();
                oracle.add(OracleDecoder.decode(format, RemoteWriteFixtures.decompress(body)), 1000L * i);
                if (random.nextInt(5) == 0) {
                    collect(rows, actual);
                }
            }
            collect(rows, actual);
            actual.values().forEach(Collections::sort);
            Map<String, List<String>> expected = oracle.sortedLines();
            assertThat(actual.keySet()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected.keySet());
            expected.forEach((table, lines) ->
                    assertThat(actual.get(table)).as("%s, seed %d", table, seed).isEqualTo(lines));
            assertThat(rows.deadLetters).isEmpty();
        }
    }

    private void collect(RowsOfBodies rows, Map<String, List<String>> to) {
        rows.drain(200 + random.nextInt(2000))
                .forEach((table, lines) ->
                        to.computeIfAbsent(table, none -> new ArrayList<>()).addAll(lines));
    }

    private BodyBuilder body() {
        BodyBuilder body = new BodyBuilder();
        for (int series = random.nextInt(20); series >= 0; series--) {
            Map<String, String> labels = new LinkedHashMap<>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                labels.put(random.nextInt(9) == 0 ? "adxmon_pod" : "n" + text(3), text(6));
            }
            if (random.nextBoolean()) {
                labels.put(random.nextBoolean() ? "b" : "Z9", text(3));
            }
            labels.put("__name__", "m_" + text(2));
            List<WireModel.Label> shuffled = new ArrayList<>();
            labels.forEach((name, value) -> shuffled.add(new WireModel.Label(name, value)));
            Collections.shuffle(shuffled, random);
            body.series(shuffled);
            for (int i = random.nextInt(3); i >= 0; i--) {
                body.sample(random.nextLong() >> 22, value());
            }
        }
        return body;
    }

    private String text(int maxPieces) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(maxPieces + 1); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private double value() {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextInt(1000);
            case 1 -> random.nextInt() / 1000.0;
            case 2 -> Double.longBitsToDouble(random.nextLong());
            case 3 -> random.nextGaussian();
            default -> Double.longBitsToDouble(0x7ff0000000000002L);
        };
    }
}
