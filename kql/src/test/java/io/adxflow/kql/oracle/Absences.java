package io.adxflow.kql.oracle;

import io.adxflow.kql.syntax.KqlProblem;
import java.util.List;
import java.util.regex.Pattern;

/** Where we differ from Microsoft's parser on purpose: all of it stands here, each as narrow as it can be told from a problem. */
final class Absences {

    /**
     * @param message what our problem says
     * @param why in a sentence
     */
    private record Absence(String message, String why) {}

    private static final String MEANINGLESS = "the parser has types for it, but no meaning";

    private static final List<Absence> REFUSED = List.of(
            new Absence("there is no query in the text", "a text without a query has no result"),
            new Absence("the text has no query, only statements before one", "a text without a query has no result"),
            new Absence("'.*' is no value of type \\w+", "its parser does not look into literals; the service does"),
            new Absence(
                    "'.*' is not within the range of a long",
                    "its parser does not look into literals; the service does"),
            new Absence(
                    "a dynamic cannot be a key",
                    "of joins and make-series: the service refuses it, as both do in summarize"),
            new Absence("a dynamic has no order", "of top: the service refuses it, as both do in sort"),
            new Absence(
                    "a \\w+ cannot be compared with a \\w+", "the service refuses it; the result could only be false"),
            new Absence(
                    "'[*/%]' is not defined for (datetime and (int|long|real|decimal)|timespan and timespan)",
                    MEANINGLESS),
            new Absence("'[*]' is not defined for (int|long|real|decimal) and datetime", MEANINGLESS),
            new Absence("'-' is not defined for timespan and datetime", MEANINGLESS),
            new Absence(
                    "'(project|project-away|project-keep|project-reorder|project-rename)' names no column",
                    "a table without columns shows nothing"),
            new Absence("'\\+' is not defined for datetime and datetime", MEANINGLESS),
            new Absence("'summarize' has neither aggregates nor keys", "a table without columns shows nothing"),
            new Absence("the function '\\w+' has no result", "an empty function"),
            new Absence("expected .*, found '@'", "a lone @ is no text"),
            new Absence(
                    "expected an expression, found the keyword 'as'", "as names the table before it; there is none"),
            new Absence("typeof\\(…\\) is no value", "given to a function of the query, which cannot take it"),
            new Absence("'\\w+' is a value, not a table", "a value piped into an operator, which the service refuses"),
            new Absence("'.+' differs from row to row, where one value is needed", "take n of a column has no meaning"),
            new Absence(
                    "the column '\\w+' holds \\w+ values, not a \\w+", "datatable: what would not be what was written"),
            new Absence("a range goes from .*", "it takes ends of different types for a column of no type"),
            new Absence("a text that begins with '.' is a command, not a query", "commands are read elsewhere"),
            new Absence("expected a literal, found 'typeof'", "datatable: a type is no value"),
            new Absence("expected a literal, found ','", "datatable's rows with nothing before the first comma"),
            new Absence("expected a table, found a value", "a value piped into an operator, which the service refuses"),
            new Absence("datetime\\(\\) is now\\(\\), which is no literal", "a literal row holds what was written"),
            new Absence("expected a type, found '\\)'", "typeof() without a type"),
            new Absence("the operator has no parameter '\\w+'", "it warns that the parameter does nothing"),
            new Absence(
                    "argument \\d of 'percentile\\w*' \\(percentiles?\\) must be the same for all rows",
                    "the reference wants constants"),
            new Absence(
                    "'\\w+' makes \\d+ columns, so it stands alone in extend or project",
                    "as a value it would be one column of several"),
            new Absence("there is no column left to take", "take_any(*) where all columns are keys makes nothing"),
            new Absence("a sign is not defined for datetime", "a negative datetime means nothing"),
            new Absence("'\\w+' needs rows in an order", "window functions: the service refuses it"),
            new Absence("'\\w+' needs rows", "window functions: the service refuses it"),
            new Absence("render must be the last operator", "the reference says so"),
            new Absence("the operator '.*' is not there", "operators that this engine has not"),
            new Absence("the plugin '.*' is not there", "plugins that this engine has not"),
            new Absence("there is no function '.*'", "functions that this engine has not"),
            new Absence("other clusters are not there", "one process has one cluster"),
            new Absence("make-series takes aggregates, not expressions over them", "the reference says so"),
            new Absence("'.*' has \\d+ columns, which make-series does not take", "the reference says so"),
            new Absence("'(title|xtitle|ytitle)' takes a text in quotes", "of render: it takes any expression for one"),
            new Absence(
                    "a number of rows is not negative", "it does not look at values; no table has fewer than no rows"),
            new Absence("count\\(\\) takes no argument", "its form with a predicate is hidden and not documented"),
            new Absence(
                    "(in the function '\\w+': )?'.*' of '.*' must be a \\w+, not a \\w+",
                    "arguments of the query's own functions: their types count"),
            new Absence("expected a text behind ':'", "a search for a term that is no text finds nothing"),
            new Absence("expected a column, found ','", "a list with nothing before its first comma"),
            new Absence("the default of a series of \\w+ is not a \\w+", "a series has values of one type"),
            new Absence(
                    "'\\w+' has \\d+ columns and stands alone, in no expression",
                    "in brackets it would be one column of several"),
            new Absence(
                    "a key and a column are both called '.*'",
                    "bag_unpack: two columns of one name, when it is said which keys there are"),
            new Absence("expected an expression, found the keyword 'print'", "print-x is one word"),
            new Absence(
                    "'\\w+' takes no arguments by name", "arguments by name are those of the query's own functions"),
            new Absence("a database is no table", "it has no result"),
            new Absence("expected a name, found the keyword 'kind'", "of serialize, which has no kinds"),
            new Absence("none of the tables is there", "isfuzzy=true: the reference wants one of them"));

    private Absences() {}

    /** Why we refuse what it accepts; null when there is no reason. */
    static String explain(String text, KqlProblem problem) {
        for (Absence absence : REFUSED) {
            if (Pattern.compile(absence.message(), Pattern.DOTALL)
                    .matcher(problem.message())
                    .matches()) {
                return absence.why();
            }
        }
        if (text.matches("(?s).*:\\s*\\(\\*[^,)]*\\).*") && problem.message().startsWith("expected ')'")) {
            return "a list without a comma behind its star";
        }
        boolean ofSomeTables =
                text.matches("(?s).*search.*in\\s*\\(.*") && problem.message().startsWith("there is no column");
        if (ofSomeTables) {
            return "of one name but several types in the tables that are searched: they are several columns, as in"
                    + " union";
        }
        return problem.kind() == KqlProblem.Kind.LIMIT ? "limits" : null;
    }

    /** Why we accept what it refuses; null when there is no reason. */
    static String accepted(String text, MicrosoftParser.Answer answer) {
        boolean element = answer.problems().stream()
                .allMatch(one -> one.code().matches("KS23[45]")
                        || one.code().equals("KS141") && one.message().startsWith("The expression must have "));
        if (text.matches("(?s).*matches(\\s{2,}|[\\n\\t])regex.*")) {
            return "it wants one blank between the two words";
        }
        boolean named = answer.problems().stream()
                .anyMatch(one -> one.message().equals("Missing name")
                        && text.substring(0, one.start()).matches("(?s).*count\\s+as"));
        if (named) {
            return "some words that are names everywhere else are none there";
        }
        if (text.matches("(?s).*\\bhas\\w*\\s*\\(*dynamic\\(.*")
                && answer.problems().stream().allMatch(one -> one.code().equals("KS106"))) {
            return "it wants no dynamic literal in a place that may have a dynamic column";
        }
        boolean joined = answer.problems().stream()
                .allMatch(one -> one.message().equals("The expression must have the type bool.")
                        || one.message().matches("The operator '(and|or)' is not defined .*"));
        if (joined && text.matches("(?s).*search[^|]*([\"'])\\s*[\"'].*")) {
            return "it takes strings side by side for no term";
        }
        boolean hint = answer.problems().stream()
                .allMatch(one -> one.code().equals("KS142")
                        && text.substring(0, one.start()).matches("(?s).*hint\\.shufflekey\\s*=\\s*"));
        if (hint) {
            return "hints are read, not looked up";
        }
        boolean shapes = answer.problems().stream().allMatch(one -> one.code().matches("KS23[45]"));
        if (shapes || element && (text.contains("to typeof(") || text.contains("["))) {
            return "it knows what pack_array() and bag_pack() hold, and wants typeof and keys to fit";
        }
        return null;
    }
}
