package io.adxflow.sinks.batch;

/**
 * The CRC-32 of two joined byte strings from the CRCs of each: zlib's {@code crc32_combine} (zlib 1.2.13, crc32.c).
 * Appending n zero bytes to a string multiplies its CRC, a polynomial over GF(2), by x^(8n) modulo the CRC's own
 * polynomial; the power is made from the table of x^(2^k).
 */
final class Crc32Combine {
    /** The CRC-32 polynomial with its bits reversed: bit 31 stands for x^0. */
    private static final int POLYNOMIAL = 0xEDB88320;

    /** x^(2^k); the sequence repeats after 32. */
    private static final int[] POWERS = new int[32];

    static {
        int power = 1 << 30;
        for (int k = 0; k < POWERS.length; k++) {
            POWERS[k] = power;
            power = multiply(power, power);
        }
    }

    private Crc32Combine() {}

    /**
     * The CRC-32 of {@code first} followed by {@code second}.
     *
     * @param secondLength bytes in the second string
     */
    static int combine(int first, int second, long secondLength) {
        int shift = 1 << 31;
        int k = 3;
        for (long n = secondLength; n != 0; n >>>= 1) {
            if ((n & 1) != 0) {
                shift = multiply(POWERS[k & 31], shift);
            }
            k++;
        }
        return multiply(shift, first) ^ second;
    }

    private static int multiply(int a, int b) {
        int product = 0;
        int factor = b;
        for (int bit = 1 << 31; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                product ^= factor;
            }
            factor = (factor & 1) != 0 ? (factor >>> 1) ^ POLYNOMIAL : factor >>> 1;
        }
        return product;
    }
}
