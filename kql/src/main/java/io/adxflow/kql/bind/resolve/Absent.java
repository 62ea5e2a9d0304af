package io.adxflow.kql.bind.resolve;

import java.util.Map;

/** What stands near functions that are not there. */
final class Absent {
    private static final Map<String, String> FUNCTIONS = Map.ofEntries(
            Map.entry(
                    "replace",
                    "replace_regex(text, regex, rewrite) and replace_string(text, lookup, rewrite) are there"),
            Map.entry("makelist", "make_list() is there; its limit is higher"),
            Map.entry("makeset", "make_set() is there; its limit is higher"),
            Map.entry("any", "take_any() is there"),
            Map.entry("anyif", "take_anyif() is there"),
            Map.entry("argmax", "arg_max() is there"),
            Map.entry("argmin", "arg_min() is there"),
            Map.entry("makestring", "unicode_codepoints_to_string() is there"),
            Map.entry("toobject", "todynamic() is there"),
            Map.entry("totime", "totimespan() is there"),
            Map.entry("iscolumnexists", "column_ifexists() is there"),
            Map.entry("external_table", "ingest the data, or write it as datatable"),
            Map.entry("materialized_view", "query the view's table"));

    private Absent() {}

    static Map<String, String> functions() {
        return FUNCTIONS;
    }
}
