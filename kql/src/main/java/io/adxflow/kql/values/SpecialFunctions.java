package io.adxflow.kql.values;

/**
 * Gamma, beta and error functions, to about 14 digits. Sources: Lanczos' approximation with Godfrey's coefficients (g = 607/128, n = 15), and the
 * continued fractions and series of the incomplete functions in Abramowitz and Stegun, 6.5 and 26.5.
 */
public final class SpecialFunctions {
    private static final double[] LANCZOS = {
        0.9999999999999971,
        57.15623566586292,
        -59.59796035547549,
        14.136097974741746,
        -0.4919138160976202,
        3.399464998481189e-05,
        4.652362892704858e-05,
        -9.837447530487956e-05,
        0.0001580887032249125,
        -0.00021026444172410488,
        0.00021743961811521265,
        -0.0001643181065367639,
        8.441822398385275e-05,
        -2.6190838401581408e-05,
        3.6899182659531625e-06
    };
    private static final double G = 607.0 / 128;
    private static final double TINY = 1e-300;
    private static final double EPSILON = 1e-16;
    private static final int STEPS = 10_000;

    private SpecialFunctions() {}

    /** The natural logarithm of the absolute value of the gamma function. */
    public static double logGamma(double x) {
        if (x < 0.5) {
            return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
        }
        double sum = LANCZOS[0];
        for (int i = 1; i < LANCZOS.length; i++) {
            sum += LANCZOS[i] / (x - 1 + i);
        }
        double t = x - 0.5 + G;
        return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
    }

    /** The gamma function; exact for small whole numbers. */
    public static double gamma(double x) {
        if (x == Math.rint(x) && x > 0 && x < 24) {
            double factorial = 1;
            for (int i = 2; i < x; i++) {
                factorial *= i;
            }
            return factorial;
        }
        if (x <= 0 && x == Math.rint(x)) {
            return Double.NaN;
        }
        double value = Math.exp(logGamma(x));
        return x < 0 && Math.floor(x) % 2 != 0 ? -value : value;
    }

    /** The error function. */
    public static double erf(double x) {
        return x < 0 ? -erf(-x) : x < 2 ? lowerGamma(x * x) : 1 - erfc(x);
    }

    /** The complementary error function. */
    public static double erfc(double x) {
        return x < 2 ? 1 - erf(x) : upperGamma(x * x);
    }

    /** P(1/2, x) by its series. */
    private static double lowerGamma(double x) {
        double term = 2;
        double sum = term;
        for (int n = 1; n < STEPS && term > sum * EPSILON; n++) {
            term *= x / (0.5 + n);
            sum += term;
        }
        return sum * Math.exp(-x) * Math.sqrt(x) / Math.sqrt(Math.PI);
    }

    /** Q(1/2, x) by its continued fraction, Lentz's way. */
    private static double upperGamma(double x) {
        double b = x + 0.5;
        double c = 1 / TINY;
        double d = 1 / b;
        double h = d;
        for (int i = 1; i < STEPS; i++) {
            double a = -i * (i - 0.5);
            b += 2;
            d = 1 / (a * d + b);
            c = b + a / c;
            h *= d * c;
            if (Math.abs(d * c - 1) < EPSILON) {
                break;
            }
        }
        return Math.exp(-x) * Math.sqrt(x) * h / Math.sqrt(Math.PI);
    }

    /** The cumulative beta distribution: the regularised incomplete beta function. */
    public static double betaCdf(double x, double alpha, double beta) {
        if (!(x >= 0 && x <= 1) || alpha <= 0 || alpha > 10_000 || beta <= 0 || beta > 10_000) {
            return Double.NaN;
        }
        if (x == 0 || x == 1) {
            return x;
        }
        double front = Math.exp(logGamma(alpha + beta)
                - logGamma(alpha)
                - logGamma(beta)
                + alpha * Math.log(x)
                + beta * Math.log1p(-x));
        return x < (alpha + 1) / (alpha + beta + 2)
                ? front * betaFraction(x, alpha, beta) / alpha
                : 1 - front * betaFraction(1 - x, beta, alpha) / beta;
    }

    private static double betaFraction(double x, double a, double b) {
        double c = 1;
        double d = 1 / (1 - (a + b) * x / (a + 1));
        double h = d;
        for (int m = 1; m < STEPS; m++) {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / (1 + even * d);
            c = 1 + even / c;
            h *= d * c;
            double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / (1 + odd * d);
            c = 1 + odd / c;
            h *= d * c;
            if (Math.abs(d * c - 1) < EPSILON) {
                break;
            }
        }
        return h;
    }

    /** The beta distribution's density. */
    public static double betaPdf(double x, double alpha, double beta) {
        if (!(x > 0 && x < 1) || alpha <= 0 || beta <= 0) {
            return Double.NaN;
        }
        return Math.exp(logGamma(alpha + beta)
                - logGamma(alpha)
                - logGamma(beta)
                + (alpha - 1) * Math.log(x)
                + (beta - 1) * Math.log1p(-x));
    }

    /** The inverse of {@link #betaCdf}, by bisection. */
    public static double betaInverse(double probability, double alpha, double beta) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < 200 && Math.nextUp(low) < high; i++) {
            double middle = (low + high) / 2;
            if (betaCdf(middle, alpha, beta) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** The two-sided p-value of Welch's t-test. */
    public static double welch(double mean1, double variance1, double n1, double mean2, double variance2, double n2) {
        double s1 = variance1 / n1;
        double s2 = variance2 / n2;
        double t = (mean1 - mean2) / Math.sqrt(s1 + s2);
        double freedom = (s1 + s2) * (s1 + s2) / (s1 * s1 / (n1 - 1) + s2 * s2 / (n2 - 1));
        return betaCdf(freedom / (freedom + t * t), freedom / 2, 0.5);
    }
}
