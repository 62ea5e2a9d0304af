package io.adxflow.kql.functions;

/** Functions of series: arrays of numbers. */
final class SeriesFunctions {
    static final String SIGNATURES =
            """
            # Those with tuple= return an array, whose elements become columns of these names and types.
            series_fir(series: dynamic, filter: dynamic, [normalize: bool], [center: bool]): dynamic | name=first
            series_stats(series: dynamic, [ignore_nonfinite: bool!]): dynamic | tuple=min:real,min_idx:long,max:real,max_idx:long,avg:real,stdev:real,variance:real
            series_stats_dynamic(series: dynamic, [ignore_nonfinite: bool!]): dynamic
            series_fft(series: dynamic, [series_imaginary: dynamic]): dynamic | tuple=real:dynamic,imag:dynamic
            series_ifft(series: dynamic, [series_imaginary: dynamic]): dynamic | tuple=real:dynamic,imag:dynamic
            series_fit_line(series: dynamic): dynamic | tuple=rsquare:real,slope:real,variance:real,rvariance:real,interception:real,line_fit:dynamic
            series_fit_line_dynamic(series: dynamic): dynamic
            series_fit_2lines(array: dynamic): dynamic | tuple=rsquare:real,split_idx:long,variance:real,rvariance:real,line_fit:dynamic,right_rsquare:real,right_slope:real,right_interception:real,right_variance:real,right_rvariance:real,left_rsquare:real,left_slope:real,left_interception:real,left_variance:real,left_rvariance:real
            series_fit_2lines_dynamic(series: dynamic): dynamic
            series_outliers(series: dynamic, [kind: text], [ignore_val: number]): $1 | name=first
            series_outliers(series: dynamic, kind: text, ignore_val: real, min_percentile: real, [max_percentile: real], [test_points: integer]): $1 | name=first
            series_iir(series: dynamic, numerators: dynamic, denominators: dynamic): dynamic | name=first
            series_periods_detect(series: dynamic, min_period: number, max_period: number, num_periods: long): dynamic | tuple=periods:dynamic,scores:dynamic
            series_periods_validate(series: dynamic, period: number, ...): dynamic | tuple=periods:dynamic,scores:dynamic
            series_fill_backward(series: dynamic, [missing_value_placeholder: number]): $1 | name=first
            series_fill_forward(series: dynamic, [missing_value_placeholder: number]): $1 | name=first
            series_fill_const(series: dynamic, [constant_value: number], [missing_value_placeholder: number]): $1 | name=first
            series_fill_linear(series: dynamic, [missing_value_placeholder: number], [fill_edges: bool], [constant_value: number]): $1 | name=first
            series_fit_poly(y_series: dynamic, [x_series: dynamic], [degree: int]): dynamic | tuple=rsquare:real,coefficients:dynamic,variance:real,rvariance:real,poly_fit:dynamic
            series_add(series1: dynamic, series2: dynamic): dynamic
            series_add(series1: dynamic, series2: number): dynamic
            series_add(series1: number, series2: dynamic): dynamic
            series_subtract(series1: dynamic, series2: dynamic): dynamic
            series_subtract(series1: dynamic, series2: number): dynamic
            series_subtract(series1: number, series2: dynamic): dynamic
            series_multiply(series1: dynamic, series2: dynamic): dynamic
            series_multiply(series1: dynamic, series2: number): dynamic
            series_multiply(series1: number, series2: dynamic): dynamic
            series_divide(series1: dynamic, series2: dynamic): dynamic
            series_divide(series1: dynamic, series2: number): dynamic
            series_divide(series1: number, series2: dynamic): dynamic
            series_pow(series1: dynamic, series2: dynamic): dynamic
            series_pow(series1: dynamic, series2: number): dynamic
            series_pow(series1: number, series2: dynamic): dynamic
            series_greater(series1: dynamic, series2: dynamic): dynamic
            series_greater(series1: dynamic, series2: number): dynamic
            series_greater(series1: number, series2: dynamic): dynamic
            series_greater_equals(series1: dynamic, series2: dynamic): dynamic
            series_greater_equals(series1: dynamic, series2: number): dynamic
            series_greater_equals(series1: number, series2: dynamic): dynamic
            series_less(series1: dynamic, series2: dynamic): dynamic
            series_less(series1: dynamic, series2: number): dynamic
            series_less(series1: number, series2: dynamic): dynamic
            series_less_equals(series1: dynamic, series2: dynamic): dynamic
            series_less_equals(series1: dynamic, series2: number): dynamic
            series_less_equals(series1: number, series2: dynamic): dynamic
            series_equals(series1: dynamic, series2: dynamic): dynamic
            series_equals(series1: dynamic, series2: number): dynamic
            series_equals(series1: number, series2: dynamic): dynamic
            series_not_equals(series1: dynamic, series2: dynamic): dynamic
            series_not_equals(series1: dynamic, series2: number): dynamic
            series_not_equals(series1: number, series2: dynamic): dynamic
            series_exp(series: dynamic): dynamic
            series_sign(series: dynamic): dynamic
            series_abs(series: dynamic): $1
            series_sin(series: dynamic): dynamic
            series_asin(series: dynamic): dynamic
            series_cos(series: dynamic): dynamic
            series_acos(series: dynamic): dynamic
            series_tan(series: dynamic): dynamic
            series_atan(series: dynamic): dynamic
            series_magnitude(series: dynamic): real
            series_sum(series: dynamic): real
            series_product(series: dynamic): real
            series_log(series: dynamic): dynamic
            series_floor(series: dynamic): dynamic
            series_ceiling(series: dynamic): $1
            series_seasonal(series: dynamic): dynamic
            series_seasonal(series: dynamic, period: integer): dynamic
            series_seasonal(series: dynamic, period: integer, test_points: integer): dynamic
            series_decompose(series: dynamic, [period: integer], [trend: text], [test_points: integer], [seasonality_threshold: number]): dynamic | tuple=baseline:dynamic,seasonal:dynamic,trend:dynamic,residual:dynamic
            series_decompose_forecast(series: dynamic, test_points: integer, [period: integer], [trend: text], [seasonality_threshold: number]): dynamic | tuple=baseline:dynamic,seasonal:dynamic,trend:dynamic,residual:dynamic
            series_decompose_anomalies(series: dynamic, [threshold: number], [period: integer], [trend: text], [test_points: integer], [method: text], [seasonality_threshold: number]): dynamic | tuple=ad_flag:dynamic,ad_score:dynamic,baseline:dynamic
            series_pearson_correlation(series1: dynamic, series2: dynamic): real
            series_dot_product(series1: dynamic, series2: dynamic): real
            series_dot_product(series1: dynamic, series2: number): real
            series_dot_product(series1: number, series2: dynamic): real
            series_cosine_similarity(series1: dynamic, series2: dynamic, [series1_magnitude: real], [series2_magnitude: real]): real
            """;

    private SeriesFunctions() {}
}
