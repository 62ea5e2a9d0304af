package io.adxflow.kql.syntax;

import java.util.Set;

/**
 * Which words of the language may be names without brackets. Source: measured on Microsoft's parser, word by word; it differs from
 * {@code Kql.g4} here and there.
 */
final class Keywords {
    /** May be declared as a name, but not used as one without brackets. */
    private static final Set<String> DECLARED_ONLY = Set.of(
            "accumulate",
            "as",
            "by",
            "contains",
            "datatable",
            "externaldata",
            "find",
            "has",
            "in",
            "invoke",
            "materialize",
            "of",
            "print",
            "sample",
            "search",
            "set",
            "title",
            "to",
            "toscalar",
            "totable",
            "verbose",
            "where");

    /** No names without brackets anywhere. */
    private static final Set<String> NEVER = Set.of(
            "and",
            "asc",
            "bagexpansion",
            "barchart",
            "between",
            "bin_legacy",
            "boolean",
            "callout",
            "columnchart",
            "contains_cs",
            "date",
            "datetime",
            "decimal",
            "decodeblocks",
            "desc",
            "double",
            "dynamic",
            "endswith",
            "endswith_cs",
            "expandoutput",
            "external_data",
            "first",
            "flags",
            "float",
            "has_all",
            "has_any",
            "has_cs",
            "hasprefix",
            "hasprefix_cs",
            "hassuffix",
            "hassuffix_cs",
            "int",
            "int32",
            "int64",
            "int8",
            "isfuzzy",
            "last",
            "long",
            "missing",
            "notcontains",
            "notcontainscs",
            "or",
            "pathformat",
            "piechart",
            "project",
            "real",
            "relaxed",
            "scatterchart",
            "simple",
            "startswith",
            "startswith_cs",
            "string",
            "time",
            "timechart",
            "timeline",
            "timespan",
            "uint",
            "uint8",
            "ulong",
            "union",
            "uniqueid",
            "views",
            "with_itemindex");

    private Keywords() {}

    /** Whether a word may name what a query declares: {@code print x = …}, {@code let x = …}. */
    static boolean mayDeclare(String word) {
        return !NEVER.contains(word) && !word.equals("kind") && !word.equals("withsource");
    }

    /** Whether a word may refer to what has that name. */
    static boolean mayRefer(String word) {
        return !NEVER.contains(word) && !DECLARED_ONLY.contains(word);
    }
}
