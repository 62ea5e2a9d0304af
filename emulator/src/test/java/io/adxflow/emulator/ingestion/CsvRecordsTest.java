package io.adxflow.emulator.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adxflow.emulator.engine.KustoException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvRecordsTest {
    private static List<List<String>> read(String csv) throws Exception {
        CsvRecords records = new CsvRecords(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)));
        List<List<String>> all = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        while (records.next(fields)) {
            all.add(List.copyOf(fields));
        }
        return all;
    }

    @Test
    void readsQuotesCommasAndLinesWithinQuotes() throws Exception {
        assertThat(read("a,\"b,\"\"c\"\"\nd\",\r\n\n,é,\"\"\n"))
                .containsExactly(List.of("a", "b,\"c\"\nd", ""), List.of("", "é", ""));
    }

    @Test
    void readsALastRecordWithoutALineEnd() throws Exception {
        assertThat(read("a,b\rc,d")).containsExactly(List.of("a", "b"), List.of("c", "d"));
        assertThat(read("\"a\"")).containsExactly(List.of("a"));
        assertThat(read("")).isEmpty();
    }

    @Test
    void keepsRecordsThatAreLargerThanItsBuffer() throws Exception {
        String large = "x".repeat(100_000);
        assertThat(read(large + ",\"" + large + "\"\n")).containsExactly(List.of(large, large));
    }

    @Test
    void refusesAQuoteThatIsNotClosedOrFollowedByText() {
        assertThatThrownBy(() -> read("a,b\nc,\"d\n")).isInstanceOfSatisfying(KustoException.class, refused -> {
            assertThat(refused.code()).isEqualTo("Stream_ClosingQuoteMissing");
            assertThat(refused).hasMessageContaining("Record 2");
        });
        assertThatThrownBy(() -> read("\"a\"b,c\n")).isInstanceOf(KustoException.class);
    }
}
