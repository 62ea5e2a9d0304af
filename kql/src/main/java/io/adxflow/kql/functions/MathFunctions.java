package io.adxflow.kql.functions;

/** Functions of numbers. */
final class MathFunctions {
    static final String SIGNATURES =
            """
            bin(value: number, roundTo: number): $bin | name=first
            bin(value: timespan, roundTo: timespan): timespan | name=first
            bin(value: datetime, roundTo: datetime): datetime | name=first
            bin(value: datetime, roundTo: timespan): datetime | name=first
            bin_at(value: number, bin_size: number, fixed_point: number): $bin | name=first
            bin_at(value: timespan, bin_size: number, fixed_point: timespan): timespan | name=first
            bin_at(value: timespan, bin_size: timespan, fixed_point: timespan): timespan | name=first
            bin_at(value: datetime, bin_size: summable, fixed_point: datetime): datetime | name=first
            round(number: number, [precision: long!]): $1 | name=first
            ceiling(number: number): $1 | name=first
            pow(base: number, exponent: number): real | name=first
            sqrt(number: number): real | name=first
            log(number: number): real | name=first
            log2(number: number): real | name=first
            log10(number: number): real | name=first
            exp(number: number): real | name=first
            exp2(number: number): real | name=first
            exp10(number: number): real | name=first
            pi(): real
            cos(number: number): real | name=first
            sin(number: number): real | name=first
            tan(number: number): real | name=first
            acos(number: number): real | name=first
            asin(number: number): real | name=first
            atan(number: number): real | name=first
            atan2(y: number, x: number): real | name=first
            abs(number: integer): long | name=first
            abs(number: number): $1 | name=first
            abs(number: timespan): timespan | name=first
            cot(number: number): real
            degrees(radians: number): real
            radians(degrees: number): real
            sign(number: number): real
            rand([number: integer]): real | name=first volatile
            beta_cdf(x: number, alpha: number, beta: number): real
            beta_inv(probability: number, alpha: number, beta: number): real
            beta_pdf(x: number, alpha: number, beta: number): real
            gamma(number: number): real | name=first
            loggamma(number: number): real | name=first
            erf(number: number): real | name=first
            erfc(number: number): real | name=first
            isnan(number: real): bool
            isinf(number: real): bool
            isfinite(number: real): bool
            binary_and(value1: integer, value2: integer): long | name=first
            binary_or(value1: integer, value2: integer): long | name=first
            binary_xor(value1: integer, value2: integer): long | name=first
            binary_not(value: integer): long | name=first
            binary_shift_right(value: integer, shift: integer): long | name=first
            binary_shift_left(value: integer, shift: integer): long | name=first
            bitset_count_ones(value: integer): long | name=first
            welch_test(mean1: number, variance1: number, count1: number, mean2: number, variance2: number, count2: number): real
            convert_angle(value: real, from: text, to: text): real
            convert_energy(value: real, from: text, to: text): real
            convert_force(value: real, from: text, to: text): real
            convert_length(value: real, from: text, to: text): real
            convert_mass(value: real, from: text, to: text): real
            convert_speed(value: real, from: text, to: text): real
            convert_temperature(value: real, from: text, to: text): real
            convert_volume(value: real, from: text, to: text): real
            new_guid(): guid | volatile
            """;

    private MathFunctions() {}
}
