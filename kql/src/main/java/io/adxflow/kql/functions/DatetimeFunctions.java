package io.adxflow.kql.functions;

/** Functions of points in time and spans. */
final class DatetimeFunctions {
    static final String SIGNATURES =
            """
            now([offset: timespan]): datetime | volatile
            ago(timespan: timespan): datetime | volatile
            datetime_add(part: text!, value: integer, datetime: datetime): datetime
            datetime_diff(part: text!, datetime1: datetime, datetime2: datetime): long
            datetime_part(part: text!, date: datetime): int
            datetime_local_to_utc(from: datetime, timezone: text): datetime
            datetime_utc_to_local(from: datetime, timezone: text): datetime
            datetime_list_timezones(): dynamic
            dayofweek(date: datetime): timespan
            dayofmonth(date: datetime): int
            dayofyear(date: datetime): int
            hourofday(date: datetime): int
            week_of_year(date: datetime): int
            monthofyear(date: datetime): int
            getyear(date: datetime): int
            getmonth(date: datetime): int
            startofday(date: datetime, [offset: long]): datetime | name=first
            startofweek(date: datetime, [offset: long]): datetime
            startofmonth(date: datetime, [offset: long]): datetime
            startofyear(date: datetime, [offset: long]): datetime
            endofday(date: datetime, [offset: long]): datetime
            endofweek(date: datetime, [offset: long]): datetime
            endofmonth(date: datetime, [offset: long]): datetime
            endofyear(date: datetime, [offset: long]): datetime
            format_datetime(date: datetime, format: text!): string | name=first
            format_timespan(timespan: timespan, format: text!): string | name=first
            make_datetime(year: number, month: number, day: number, [hour: number], [minute: number], [second: number]): datetime | name=only
            make_datetime(value: scalar): datetime | name=only
            make_timespan(days: integer, hours: integer, minutes: integer, seconds: integer): timespan | name=only
            make_timespan(hours: integer, minutes: integer, [seconds: integer]): timespan | name=only
            make_timespan(value: scalar): timespan | name=only
            unixtime_seconds_todatetime(number: number): datetime
            unixtime_milliseconds_todatetime(number: number): datetime
            unixtime_microseconds_todatetime(number: number): datetime
            unixtime_nanoseconds_todatetime(number: number): datetime
            """;

    private DatetimeFunctions() {}
}
