package io.adxflow.kql.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers as text, and text as numbers. */
class NumbersTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "-1, -1",
        "0, 0",
        "0.1, 0.1",
        "100, 100",
        "1e14, 100000000000000",
        "1e15, 1E+15",
        "1.5e15, 1.5E+15",
        "1e20, 1E+20",
        "123456789012345680, 1.2345678901234568E+17",
        "1e-5, 0.00001",
        "1.5e-6, 1.5E-06",
        "1e-7, 1E-07",
        "2e-3, 0.002",
        "1e100, 1E+100",
        "4.9e-324, 5E-324",
        "-2.5, -2.5"
    })
    void realsAreWrittenWithFewDigits(double value, String text) {
        assertThat(Reals.format(value)).isEqualTo(text);
    }

    @Test
    void aRealIsReadAsItIsWrittenAndNoShorterTextIs() {
        long seed = Long.getLong("adxflow.seed", 1);
        System.out.println("NumbersTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (!Double.isFinite(value)) {
                continue;
            }
            String text = Reals.format(value);
            assertThat(Numbers.parseReal(text)).as(text).isEqualTo(value);
            BigDecimal digits = new BigDecimal(text).stripTrailingZeros();
            if (digits.precision() > 1) {
                BigDecimal shorter = new BigDecimal(value).round(new MathContext(digits.precision() - 1));
                assertThat(shorter.doubleValue()).as(text).isNotEqualTo(value);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "12, 12",
                "-12, -12",
                "+5, 5",
                "' 7 ', 7",
                "0x1f, 31",
                "0xFFFFFFFFFFFFFFFF, -1",
                "1.5, null",
                "'', null",
                "1e3, null",
                "١٢, null",
                "9223372036854775807, 9223372036854775807",
                "-9223372036854775808, -9223372036854775808",
                "9223372036854775808, null",
                "--1, null",
                "0x, null",
                "1_000, null"
            })
    void wholeNumbersAreDigits(String text, Long value) {
        assertThat(Numbers.parseLong(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "1.5, 1.5",
                "-1e3, -1000",
                ".5, 0.5",
                "1., 1",
                "1f, null",
                "0x1p3, null",
                "1e, null",
                "nan, NaN",
                "-inf, -Infinity",
                "e5, null",
                "1 2, null"
            })
    void realsAreDecimalNumbers(String text, Double value) {
        assertThat(Numbers.parseReal(text)).isEqualTo(value);
    }

    @Test
    void noTextIsTooLongToBeRefused() {
        assertThat(Numbers.parseLong("9".repeat(1_000_000))).isNull();
        assertThat(Numbers.parseDecimal("1e999999999")).isNull();
        assertThat(Numbers.parseReal("1e999999999")).isEqualTo(Double.POSITIVE_INFINITY);
    }
}
