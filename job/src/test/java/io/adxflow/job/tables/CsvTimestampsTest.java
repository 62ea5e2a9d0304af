package io.adxflow.job.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTimestampsTest {
    private final CsvTimestamps timestamps = new CsvTimestamps();
    private final byte[] buffer = new byte[64];

    private String text(long millis) {
        int end = timestamps.write(millis, buffer, 7);
        return new String(buffer, 7, end - 7, StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1970-01-01T00:00:00Z",
        "1669112524001, 2022-11-22T10:22:04.001Z",
        "1669112524500, 2022-11-22T10:22:04.5Z",
        "1669112524120, 2022-11-22T10:22:04.12Z",
        "-1, 1969-12-31T23:59:59.999Z",
        "951782400000, 2000-02-29T00:00:00Z",
        "-62135596800000, 0001-01-01T00:00:00Z",
        "253402300799999, 9999-12-31T23:59:59.999Z"
    })
    void writesRfc3339WithoutTrailingZeros(long millis, String expected) {
        assertThat(text(millis)).isEqualTo(expected);
    }

    @Test
    void agreesWithJavaTimeOverTheWholeRange() {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        long millis = CsvTimestamps.MIN_MILLIS;
        for (int i = 0; i < 300_000; i++) {
            millis = switch (random.nextInt(4)) {
                case 0 ->
                    CsvTimestamps.MIN_MILLIS
                            + (long) (random.nextDouble() * (CsvTimestamps.MAX_MILLIS - CsvTimestamps.MIN_MILLIS));
                case 1 -> millis + random.nextInt(1000);
                case 2 -> millis - random.nextInt(100_000_000);
                default -> millis;
            };
            millis = Math.max(CsvTimestamps.MIN_MILLIS, Math.min(CsvTimestamps.MAX_MILLIS, millis));
            assertThat(text(millis)).as("seed %d, %d", seed, millis).isEqualTo(reference(millis));
        }
    }

    private static String reference(long millis) {
        String text = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS")
                .withZone(ZoneOffset.UTC)
                .format(Instant.ofEpochMilli(millis));
        return text.replaceFirst("\\.?0*$", "") + "Z";
    }

    @Test
    void knowsWhichInstantsADatetimeHolds() {
        assertThat(CsvTimestamps.isInRange(CsvTimestamps.MIN_MILLIS)).isTrue();
        assertThat(CsvTimestamps.isInRange(CsvTimestamps.MIN_MILLIS - 1)).isFalse();
        assertThat(CsvTimestamps.isInRange(CsvTimestamps.MAX_MILLIS + 1)).isFalse();
        assertThat(CsvTimestamps.isInRange(Long.MIN_VALUE)).isFalse();
        assertThat(CsvTimestamps.isInRange(Long.MAX_VALUE)).isFalse();
    }
}
