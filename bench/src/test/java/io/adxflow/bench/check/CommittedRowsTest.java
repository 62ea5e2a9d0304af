package io.adxflow.bench.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommittedRowsTest {
    private static final String CSV =
            "2026-01-01T00:00:00Z,-5,\"{\"\"a\"\":\"\"x,y\"\"}\",1.5,\n,,\"two\nlines\",NaN,ü\n";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void commit() throws IOException {
        file = folder.resolve("Metrics/Cpu/1.csv.gz");
        Files.createDirectories(file.getParent());
        Files.write(file, gzip(CSV));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private CommittedFile only() throws IOException {
        List<CommittedFile> files = CommittedRows.list(folder);
        assertThat(files).hasSize(1);
        return files.get(0);
    }

    @Test
    void listsWhatIsVisibleAndNothingElse() throws Exception {
        Files.write(folder.resolve("Metrics/Cpu/.2.csv.gz"), gzip(CSV));
        Files.writeString(folder.resolve("Metrics/Cpu/_schema.json"), "{}");

        assertThat(only()).isEqualTo(new CommittedFile("Metrics", "Cpu", file));
        assertThat(CommittedRows.list(folder.resolve("none"))).isEmpty();
    }

    @Test
    void leavesOutTablesOfOurOwnAmongMetrics() throws Exception {
        Path own = folder.resolve("Metrics/Prom_Metadata/1.csv.gz");
        Files.createDirectories(own.getParent());
        Files.write(own, gzip(CSV));

        assertThat(CommittedRows.list(folder)).hasSize(2);
        assertThat(CommittedRows.listMetrics(folder))
                .extracting(CommittedFile::table)
                .containsExactly("Cpu");
    }

    @Test
    void takesRowsApart() throws Exception {
        List<List<String>> rows = new ArrayList<>();
        only().visitRows(rows::add);

        assertThat(rows)
                .containsExactly(
                        List.of("2026-01-01T00:00:00Z", "-5", "{\"a\":\"x,y\"}", "1.5", ""),
                        List.of("", "", "two\nlines", "NaN", "ü"));
        assertThat(only().countRows()).isEqualTo(2);
    }

    @Test
    void readsMembersOfAnyLength() throws Exception {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            StringBuilder csv = new StringBuilder();
            int rows = random.nextInt(5_000);
            for (int row = 0; row < rows; row++) {
                csv.append(random.nextLong()).append('\n');
            }
            Files.write(file, gzip(csv.toString()));

            assertThat(only().countRows()).as("seed %s", seed).isEqualTo(rows);
        }
    }

    @Test
    void refusesASecondMember() throws Exception {
        byte[] one = gzip(CSV);
        byte[] two = Arrays.copyOf(one, one.length * 2);
        System.arraycopy(one, 0, two, one.length, one.length);
        Files.write(file, two);

        assertThatThrownBy(() -> only().countRows()).hasMessageContaining("after the first gzip member");
    }

    @Test
    void refusesDamage() throws Exception {
        byte[] sound = gzip(CSV);
        byte[] wrongSum = sound.clone();
        wrongSum[sound.length - 6] ^= 1;
        byte[] wrongLength = sound.clone();
        wrongLength[sound.length - 2] ^= 1;

        Files.write(file, wrongSum);
        assertThatThrownBy(() -> only().countRows()).hasMessageContaining("checksum");
        Files.write(file, wrongLength);
        assertThatThrownBy(() -> only().countRows()).hasMessageContaining("length");
        Files.write(file, Arrays.copyOf(sound, sound.length - 3));
        assertThatThrownBy(() -> only().countRows()).hasMessageContaining("cut off");
        Files.write(file, Arrays.copyOf(sound, sound.length - 20));
        assertThatThrownBy(() -> only().countRows()).hasMessageContaining("in the middle");
        Files.write(file, gzip("a,b"));
        assertThatThrownBy(() -> only().countRows()).hasMessageContaining("not ended");
    }
}
