package io.adxflow.job.tables;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DigitsTest {
    private static final int AT = 3;

    private static String longText(long number) {
        byte[] to = new byte[AT + Digits.MAX_LONG];
        Arrays.fill(to, (byte) '#');
        int end = Digits.writeLong(number, to, AT);
        assertThat(new String(to, 0, AT, US_ASCII)).isEqualTo("###");
        return new String(to, AT, end - AT, US_ASCII);
    }

    private static String fixedText(long number, int digits) {
        byte[] to = new byte[AT + Math.max(digits, Long.BYTES)];
        Digits.writeFixed(number, digits, to, AT);
        return new String(to, AT, digits, US_ASCII);
    }

    @Test
    void writesNumbersOfEveryLengthAsTheJdkDoes() {
        for (long power = 1; power <= 1_000_000_000_000_000_000L && power > 0; power *= 10) {
            for (long number : new long[] {power - 1, power, power + 1, 9 * (power - 1) + 8, -power, -power + 1}) {
                assertThat(longText(number)).isEqualTo(Long.toString(number));
            }
        }
        assertThat(longText(Long.MAX_VALUE)).isEqualTo(Long.toString(Long.MAX_VALUE));
        assertThat(longText(Long.MIN_VALUE)).isEqualTo(Long.toString(Long.MIN_VALUE));
    }

    @Test
    void writesEveryNumberOfFiveDigits() {
        for (int number = 0; number < 100_000; number++) {
            assertThat(fixedText(number, 5)).isEqualTo(String.format("%05d", number));
        }
    }

    @Test
    void writesAnyNumber() {
        long seed = Long.getLong("adxflow.seed", 1);
        System.out.println("seed: " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            long number = random.nextLong() >>> random.nextInt(64);
            assertThat(longText(number)).as("seed %d", seed).isEqualTo(Long.toString(number));
        }
    }

    @Test
    void fillsWithZerosInFront() {
        for (int digits = 1; digits <= 19; digits++) {
            assertThat(fixedText(7, digits)).isEqualTo("0".repeat(digits - 1) + "7");
        }
    }
}
