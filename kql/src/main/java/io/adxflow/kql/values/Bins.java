package io.adxflow.kql.values;

/** {@code bin}: the multiple of a width at or below a value. */
public final class Bins {
    private Bins() {}

    /** @param width above 0 */
    public static long floor(long value, long width) {
        return value - Math.floorMod(value, width);
    }

    /** @param width above 0 */
    public static double floor(double value, double width) {
        return Math.floor(value / width) * width;
    }

    /** {@code %}: between 0 and the absolute value of the divisor, which is not 0. */
    public static long modulo(long dividend, long divisor) {
        long rest = dividend % divisor;
        return rest < 0 ? rest + Math.abs(divisor) : rest;
    }

    /** {@code %}, of reals. */
    public static double modulo(double dividend, double divisor) {
        double rest = dividend % divisor;
        return rest < 0 ? rest + Math.abs(divisor) : rest;
    }
}
