package io.adxflow.kql.functions;

/** Functions from one type to another. */
final class ConversionFunctions {
    static final String SIGNATURES =
            """
            tostring(value: scalar): string | name=first
            tohex(value: integer, [minLength: integer]): string | name=first
            tolong(value: scalar): long | name=first
            toint(value: scalar): int | name=first
            toreal(value: scalar): real | name=first
            todatetime(value: scalar): datetime | name=first
            totimespan(value: scalar): timespan | name=first
            tobool(value: scalar): bool | name=first
            todecimal(value: scalar): decimal | name=first
            toguid(value: text): guid | name=first
            gettype(value: scalar): string | name=type_*
            format_bytes(size: number, [precision: number!], [format: text!]): string | name=first
            parse_json(json_text: text): dynamic | name=first
            """;

    private ConversionFunctions() {}
}
