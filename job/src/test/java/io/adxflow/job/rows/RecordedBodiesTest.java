package io.adxflow.job.rows;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.adxflow.job.config.NamespaceSpec;
import io.adxflow.sources.wire.WireFormat;
import io.adxflow.sources.wire.testing.OracleDecoder;
import io.adxflow.sources.wire.testing.RemoteWriteFixtures;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a real Prometheus sent, against an independent decoder and row builder. */
class RecordedBodiesTest {
    private static final NamespaceSpec LIFTING = RowsOfBodies.namespace(
            Map.of("cluster", "c \"1\", north", "job", "replaced", "zone", "é"),
            List.of(
                    new NamespaceSpec.LiftedLabel("Instance", "Host"),
                    new NamespaceSpec.LiftedLabel("cluster", ""),
                    new NamespaceSpec.LiftedLabel("absent", "")));

    @ParameterizedTest
    @EnumSource(names = {"REMOTE_WRITE_1", "REMOTE_WRITE_2"})
    void becomeTheRowsThatTheOracleMakes(WireFormat format) throws Exception {
        compare(format, RowsOfBodies.namespace(Map.of(), List.of()));
    }

    @ParameterizedTest
    @EnumSource(names = {"REMOTE_WRITE_1", "REMOTE_WRITE_2"})
    void becomeTheRowsThatTheOracleMakesWithLabelsAddedAndLifted(WireFormat format) throws Exception {
        compare(format, LIFTING);
    }

    private static void compare(WireFormat format, NamespaceSpec namespace) throws InvalidProtocolBufferException {
        RowsOfBodies rows = new RowsOfBodies(namespace, RowsOfBodies.SETTINGS);
        OracleRows oracle = new OracleRows(namespace);
        long appended = 0;
        long number = 0;
        List<RemoteWriteFixtures.Fixture> fixtures = RemoteWriteFixtures.of(format);
        assertThat(fixtures).hasSizeGreaterThan(5);
        for (RemoteWriteFixtures.Fixture fixture : fixtures) {
            AppendResult result = rows.append(format, fixture.body(), RowFilter.ALL);
            assertThat(result.problems()).isNull();
            appended += result.rows();
            oracle.add(OracleDecoder.decode(format, fixture.decompressed()), 1_000 * ++number);
        }
        Map<String, List<String>> expected = oracle.sortedLines();
        Map<String, List<String>> actual = rows.sortedLines();
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach(
                (table, lines) -> assertThat(actual.get(table)).as(table).isEqualTo(lines));
        assertThat(actual.values().stream().mapToLong(List::size).sum()).isEqualTo(appended);
        assertThat(rows.deadLetters).isEmpty();
    }

    @Test
    void bothProtocolsGiveTheSameRows() {
        Map<String, List<String>> first = rows(WireFormat.REMOTE_WRITE_1);
        Map<String, List<String>> second = rows(WireFormat.REMOTE_WRITE_2);
        for (Map<String, List<String>> rows : List.of(first, second)) {
            rows.remove("Prom_Metadata");
            rows.remove("Prom_StartTimestamps");
            // Only 2.0 carries start timestamps.
            rows.computeIfPresent("Prom_NativeHistograms", (table, lines) -> lines.stream()
                    .map(line -> line.replaceFirst(",false,[^,]*$", ",false,"))
                    .sorted()
                    .toList());
        }
        assertThat(first.keySet()).isEqualTo(second.keySet()).contains("Prom_NativeHistograms");
        first.forEach((table, lines) -> assertThat(lines).as(table).isEqualTo(second.get(table)));
    }

    private static Map<String, List<String>> rows(WireFormat format) {
        RowsOfBodies rows = new RowsOfBodies();
        RemoteWriteFixtures.of(format).forEach(fixture -> rows.append(format, fixture.body(), RowFilter.ALL));
        return rows.sortedLines();
    }
}
