package io.adxflow.job.cli;

import io.adxflow.kql.syntax.KqlException;
import java.util.regex.Pattern;

/** In which of two languages a query is written: KQL when it can be read as such, which no statement of SQL can but one that is a name alone. */
enum QueryLanguage {
    KQL,
    SQL;

    /** How a statement begins that is SQL and not KQL. */
    private static final Pattern SQL_WORD = Pattern.compile(
            "\\s*(select|from|with|describe|desc|show|summarize|pivot|unpivot|explain|values|table|pragma|call)\\b.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** The language of a text; of one that is neither, the one that it looks like. */
    static QueryLanguage of(String text) {
        try {
            io.adxflow.kql.syntax.Parser.statements(text);
            return KQL;
        } catch (KqlException notKql) {
            return SQL_WORD.matcher(text).matches() ? SQL : KQL;
        }
    }
}
