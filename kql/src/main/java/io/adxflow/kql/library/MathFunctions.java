package io.adxflow.kql.library;

import static io.adxflow.kql.library.Arguments.real;
import static io.adxflow.kql.library.Arguments.whole;

import io.adxflow.kql.types.Datetime;
import io.adxflow.kql.types.Timespan;
import io.adxflow.kql.values.Bins;
import io.adxflow.kql.values.Conversions;
import io.adxflow.kql.values.SpecialFunctions;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Numbers: rounding, powers, trigonometry, distributions, bits. */
final class MathFunctions {
    private MathFunctions() {}

    static void addTo(Library library) {
        library.add("acos", a -> Math.abs(real(a, 0)) > 1 ? null : (Double) Math.acos(real(a, 0)));
        library.add("asin", a -> Math.abs(real(a, 0)) > 1 ? null : (Double) Math.asin(real(a, 0)));
        of(library, "atan", Math::atan);
        of(library, "cos", Math::cos);
        of(library, "cot", x -> 1 / Math.tan(x));
        of(library, "sin", Math::sin);
        of(library, "tan", Math::tan);
        of(library, "degrees", x -> x * (180 / Math.PI));
        of(library, "radians", x -> x * (Math.PI / 180));
        of(library, "exp", Math::exp);
        of(library, "exp2", x -> Math.pow(2, x));
        of(library, "exp10", x -> Math.pow(10, x));
        of(library, "gamma", SpecialFunctions::gamma);
        of(library, "loggamma", SpecialFunctions::logGamma);
        of(library, "erf", SpecialFunctions::erf);
        of(library, "erfc", SpecialFunctions::erfc);
        library.add("sqrt", a -> real(a, 0) < 0 ? null : (Double) Math.sqrt(real(a, 0)));
        library.add("log", a -> real(a, 0) < 0 ? null : (Double) Math.log(real(a, 0)));
        library.add("log2", a -> real(a, 0) < 0 ? null : (Double) log2(real(a, 0)));
        library.add("log10", a -> real(a, 0) < 0 ? null : (Double) Math.log10(real(a, 0)));
        library.add("pow", a -> Math.pow(real(a, 0), real(a, 1)));
        library.add("atan2", a -> Math.atan2(real(a, 0), real(a, 1)));
        library.add("pi", a -> Math.PI);
        library.add("beta_cdf", a -> SpecialFunctions.betaCdf(real(a, 0), real(a, 1), real(a, 2)));
        library.add("beta_pdf", a -> SpecialFunctions.betaPdf(real(a, 0), real(a, 1), real(a, 2)));
        library.add("beta_inv", MathFunctions::betaInverse);
        library.add(
                "welch_test",
                a -> SpecialFunctions.welch(real(a, 0), real(a, 1), real(a, 2), real(a, 3), real(a, 4), real(a, 5)));
        library.add("isnan", a -> Double.isNaN(real(a, 0)));
        library.add("isinf", a -> Double.isInfinite(real(a, 0)));
        library.add("isfinite", a -> Double.isFinite(real(a, 0)));
        library.add("abs", a -> absolute(Arguments.present(a[0])));
        library.add("sign", a -> sign(Arguments.present(a[0])));
        library.add("round", a -> round(Arguments.present(a[0]), whole(a, 1, 0)));
        library.add("ceiling", a -> ceiling(Arguments.present(a[0])));
        library.add("bin", a -> bin(Arguments.present(a[0]), a.length > 1 ? a[1] : Long.valueOf(1), null));
        library.add("bin_at", a -> bin(Arguments.present(a[0]), a[1], a[2]));
        library.add("binary_and", a -> whole(a, 0) & whole(a, 1));
        library.add("binary_or", a -> whole(a, 0) | whole(a, 1));
        library.add("binary_xor", a -> whole(a, 0) ^ whole(a, 1));
        library.add("binary_not", a -> ~whole(a, 0));
        library.add("binary_shift_left", a -> whole(a, 1) < 0 ? null : (Long) (whole(a, 0) << whole(a, 1)));
        library.add("binary_shift_right", a -> whole(a, 1) < 0 ? null : (Long) (whole(a, 0) >> whole(a, 1)));
        library.add("bitset_count_ones", a -> (long) Long.bitCount(whole(a, 0)));
    }

    private static void of(Library library, String name, DoubleUnaryOperator function) {
        library.add(name, a -> function.applyAsDouble(real(a, 0)));
    }

    /** Exact for powers of two, which a quotient of logarithms is not. */
    private static double log2(double x) {
        int exponent = Math.getExponent(x);
        return x == Math.scalb(1.0, exponent) ? exponent : Math.log(x) / Math.log(2);
    }

    private static @Nullable Double betaInverse(@Nullable Object[] a) {
        double probability = real(a, 0);
        if (probability <= 0 || probability > 1) {
            return null;
        }
        return real(a, 1) <= 0 || real(a, 2) <= 0
                ? (Double) Double.NaN
                : (Double) SpecialFunctions.betaInverse(probability, real(a, 1), real(a, 2));
    }

    private static @Nullable Object absolute(Object value) {
        if (value instanceof Long whole) {
            return Math.abs(whole);
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.abs();
        }
        return value instanceof Timespan span ? new Timespan(Math.abs(span.ticks())) : (Object) Math.abs(realOf(value));
    }

    private static double realOf(Object value) {
        Double real = Conversions.toReal(value);
        return real == null ? Double.NaN : real;
    }

    private static @Nullable Object sign(Object value) {
        double real = realOf(value);
        return Double.isNaN(real) ? (Object) real : (Object) (long) Math.signum(real);
    }

    /** Half away from zero, on the digits that the number is written with. */
    private static @Nullable Object round(Object value, long digits) {
        int scale = (int) Math.max(-400, Math.min(400, digits));
        if (value instanceof BigDecimal decimal) {
            return decimal.setScale(scale, RoundingMode.HALF_UP);
        }
        if (value instanceof Long whole && scale >= 0) {
            return whole;
        }
        double real = realOf(value);
        if (Double.isNaN(real) || Double.isInfinite(real)) {
            return real;
        }
        double rounded = new BigDecimal(Double.toString(real))
                .setScale(scale, RoundingMode.HALF_UP)
                .doubleValue();
        return value instanceof Long ? (Object) (long) rounded : (Object) rounded;
    }

    private static @Nullable Object ceiling(Object value) {
        if (value instanceof Long) {
            return value;
        }
        return value instanceof BigDecimal decimal
                ? decimal.setScale(0, RoundingMode.CEILING)
                : (Object) Math.ceil(realOf(value));
    }

    private static @Nullable Object bin(Object value, @Nullable Object size, @Nullable Object fixed) {
        if (value instanceof Datetime || value instanceof Timespan) {
            long ticks = Arguments.ticks(new Object[] {value}, 0);
            long origin = fixed == null ? 0 : Arguments.ticks(new Object[] {fixed}, 0);
            long width = Arguments.ticks(new @Nullable Object[] {size}, 0);
            if (width <= 0) {
                return null;
            }
            long bin = Bins.floor(ticks - origin, width) + origin;
            return value instanceof Datetime ? Conversions.toDatetime(bin) : new Timespan(bin);
        }
        if (value instanceof Long whole && size instanceof Long width && (fixed == null || fixed instanceof Long)) {
            long origin = fixed instanceof Long at ? at : 0;
            return width <= 0 ? null : (Object) (Bins.floor(whole - origin, width) + origin);
        }
        if (value instanceof BigDecimal || size instanceof BigDecimal) {
            BigDecimal number = Conversions.toDecimal(value);
            BigDecimal width = Conversions.toDecimal(size);
            BigDecimal origin = fixed == null ? BigDecimal.ZERO : Conversions.toDecimal(fixed);
            if (number == null || width == null || origin == null || width.signum() <= 0) {
                return null;
            }
            return number.subtract(origin)
                    .divide(width, 0, RoundingMode.FLOOR)
                    .multiply(width)
                    .add(origin);
        }
        double width = realOf(Arguments.present(size));
        double origin = fixed == null ? 0 : realOf(fixed);
        return width > 0 ? (Object) (Bins.floor(realOf(value) - origin, width) + origin) : null;
    }
}
