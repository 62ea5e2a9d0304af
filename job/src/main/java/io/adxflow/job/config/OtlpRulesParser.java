package io.adxflow.job.config;

import io.adxflow.job.config.OtlpRules.ColumnType;
import io.adxflow.job.config.OtlpRules.LiftedAttribute;
import io.adxflow.job.tables.MetricNames;
import io.adxflow.job.tables.TableSchemas;
import io.adxflow.sinks.batch.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Makes {@link OtlpRules} of the settings under {@code namespaces.<name>}. */
final class OtlpRulesParser {
    private final String prefix;
    private final SortedMap<String, Setting> settings;
    private final List<ConfigProblem> problems;
    /** Columns by their lower-case name, and whose they are. */
    private final Map<String, String> taken = new HashMap<>();

    OtlpRulesParser(String prefix, SortedMap<String, Setting> settings, List<ConfigProblem> problems) {
        this.prefix = prefix;
        this.settings = settings;
        this.problems = problems;
        for (String schema : List.of(TableSchemas.logs(""), TableSchemas.traces(""))) {
            for (TableSchema.Column column : TableSchema.parse(schema).columns()) {
                taken.put(column.name().toLowerCase(Locale.ROOT), "a column of every table of logs or spans");
            }
        }
    }

    OtlpRules parse() {
        return new OtlpRules(
                table("logs-table", OtlpRules.DEFAULT.logsTable()),
                table("traces-table", OtlpRules.DEFAULT.tracesTable()),
                lifted("lift-attributes"),
                lifted("lift-resources"),
                new OtlpMetricRulesParser(prefix, settings, problems).parse());
    }

    private String table(String field, String otherwise) {
        Setting setting = settings.get(prefix + field);
        if (setting == null) {
            return otherwise;
        }
        String name = setting.text();
        if (!EntityNames.isValid(name)) {
            problem(
                    setting,
                    setting.key() + ": '" + name + "' is not a table name (expected: " + EntityNames.EXPECTED + ")");
        } else if (MetricNames.isHidden(name) || EntityNames.find(name, TableSchemas.OWN_TABLES) != null) {
            problem(
                    setting,
                    setting.key() + ": '" + name
                            + "' is a function or table that every database has already; give it another name");
        }
        return name;
    }

    private List<LiftedAttribute> lifted(String field) {
        List<LiftedAttribute> lifted = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        SettingPairs.of(prefix + field, settings, problems).forEach((attribute, pair) -> {
            LiftedAttribute lift = lift(field, attribute, pair);
            if (lift == null) {
                return;
            }
            String other = names.putIfAbsent(attribute.toLowerCase(Locale.ROOT), attribute);
            if (other != null) {
                problem(
                        pair.setting(),
                        prefix + field + ": '" + attribute + "' and '" + other
                                + "' are the same attribute, as names compare regardless of case");
                return;
            }
            lifted.add(lift);
        });
        return List.copyOf(lifted);
    }

    /** {@code attribute}, {@code attribute=Column}, {@code attribute=Column:type}. */
    private @Nullable LiftedAttribute lift(String field, String attribute, SettingPairs.Pair pair) {
        String value = pair.value() == null ? "" : pair.value();
        int colon = value.lastIndexOf(':');
        String named = (colon < 0 ? value : value.substring(0, colon)).strip();
        String column = named.isEmpty() ? ColumnNames.ofLabel(attribute) : named;
        if (!EntityNames.isValid(column)) {
            problem(
                    pair.setting(),
                    prefix + field + ": '" + column + "' is not a column name for " + attribute + " (expected: "
                            + EntityNames.EXPECTED + ")");
            return null;
        }
        ColumnType type =
                colon < 0 ? ColumnType.STRING : type(value.substring(colon + 1).strip());
        if (type == null) {
            problem(
                    pair.setting(),
                    prefix + field + ": '" + value.substring(colon + 1).strip() + "' is not a type for " + attribute
                            + " (expected: string, long, real, bool, datetime or dynamic)");
            return null;
        }
        String other = taken.putIfAbsent(column.toLowerCase(Locale.ROOT), "the column of " + attribute);
        if (other != null) {
            problem(
                    pair.setting(),
                    prefix + field + ": column " + column + " of " + attribute + " is already " + other
                            + "; give it another name (" + attribute + "=OtherColumn)");
            return null;
        }
        return new LiftedAttribute(attribute, column, type);
    }

    private static @Nullable ColumnType type(String name) {
        for (ColumnType type : ColumnType.values()) {
            if (type.kustoName().equals(name)) {
                return type;
            }
        }
        return null;
    }

    private void problem(Setting setting, String message) {
        problems.add(new ConfigProblem(setting.origin(), message));
    }
}
