package io.adxflow.job.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvNumbersTest {
    private static final int ROUNDS = 750_000;
    private final byte[] buffer = new byte[CsvNumbers.MAX_LENGTH];

    private String text(double value) {
        int end = CsvNumbers.write(value, buffer, 0);
        return new String(buffer, 0, end, StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({
        "0.0, 0",
        "-0.0, -0",
        "1.0, 1",
        "-1.5, -1.5",
        "100, 100",
        "0.1, 0.1",
        "0.3, 0.3",
        "123456.789, 123456.789",
        "1e-6, 0.000001",
        "1e-7, 1e-7",
        "1.5e-7, 1.5e-7",
        "-1.25e-9, -1.25e-9",
        "1e16, 10000000000000000",
        "1e17, 1e17",
        "12345678901234567890, 1.2345678901234567e19",
        "1e23, 1e23",
        "2e23, 2e23",
        "5e-324, 5e-324",
        "2E-323, 2e-323",
        "2.2250738585072014E-308, 2.2250738585072014e-308",
        "1.7976931348623157E308, 1.7976931348623157e308",
        "9007199254740993, 9007199254740992",
        "9007199254740991, 9007199254740991",
        "1845541179.654398, 1845541179.654398",
        "0.30000000000000004, 0.30000000000000004",
        "1.0E-5, 0.00001",
        "2.0000000000000001e-3, 0.002",
        "1e9, 1000000000",
        "999999999.9999999, 999999999.9999999",
        "0.000123456789, 0.000123456789",
        "2.98023223876953125E-8, 2.9802322387695312e-8"
    })
    void writesTheShortestFormThatReadsBack(double value, String expected) {
        assertThat(text(value)).isEqualTo(expected);
    }

    @Test
    void writesWhatIsNotFiniteAsKustoSpellsIt() {
        assertThat(text(Double.NaN)).isEqualTo("NaN");
        assertThat(text(Double.longBitsToDouble(0x7ff0000000000002L)))
                .as("stale marker")
                .isEqualTo("NaN");
        assertThat(text(Double.longBitsToDouble(0xfff8000000000001L))).isEqualTo("NaN");
        assertThat(text(Double.POSITIVE_INFINITY)).isEqualTo("Infinity");
        assertThat(text(Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
    }

    @Test
    void everyKindOfDoubleReadsBackAndIsAsShortAsPossible() {
        long seed = Long.getLong("adxflow.seed", 1);
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            check(Double.longBitsToDouble(random.nextLong()), seed);
            check(random.nextLong() / 1e6, seed);
            check(random.nextInt(2_000_000_000) / 1e3 * (random.nextBoolean() ? 1 : -1), seed);
            check(random.nextDouble() * Math.pow(10, random.nextInt(30) - 12), seed);
        }
    }

    @Test
    void powersAndTheirNeighboursReadBack() {
        for (int e = -1074; e < 1024; e++) {
            around(Math.scalb(1.0, e));
        }
        for (int e = -323; e <= 308; e++) {
            around(Double.parseDouble("1e" + e));
        }
    }

    private void around(double value) {
        check(value, 0);
        check(Math.nextUp(value), 0);
        check(Math.nextDown(value), 0);
    }

    private void check(double value, long seed) {
        if (!Double.isFinite(value)) {
            return;
        }
        String text = text(value);
        if (Double.doubleToRawLongBits(Double.parseDouble(text)) != Double.doubleToRawLongBits(value)) {
            throw new AssertionError(text + " does not read back as " + value + ", seed " + seed);
        }
        String digits = text.replaceFirst("e.*", "").replaceAll("[-.]", "");
        if (digits.length() > 17 + 6) {
            throw new AssertionError(text + " has too many digits, seed " + seed);
        }
        int length = digits.replaceFirst("^0+", "").replaceFirst("0+$", "").length();
        if (length > 1 && !text.contains("e") || length > 2) {
            checkNoneIsShorter(value, length, text, seed);
        }
    }

    /** One digit less, rounded either way, must be another double. */
    private static void checkNoneIsShorter(double value, int length, String text, long seed) {
        BigDecimal exact = new BigDecimal(value);
        for (RoundingMode mode : new RoundingMode[] {RoundingMode.FLOOR, RoundingMode.CEILING}) {
            BigDecimal shorter = exact.round(new MathContext(length - 1, mode));
            if (shorter.doubleValue() == value && shorter.stripTrailingZeros().precision() < length) {
                throw new AssertionError(text + " could be " + shorter + ", seed " + seed);
            }
        }
    }
}
