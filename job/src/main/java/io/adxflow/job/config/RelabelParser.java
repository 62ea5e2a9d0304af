package io.adxflow.job.config;

import io.adxflow.job.rules.relabel.RelabelRules;
import io.adxflow.job.rules.relabel.RelabelSpec;
import io.adxflow.job.rules.relabel.RelabelSpec.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@link RelabelSpec}s of Prometheus' {@code relabel_configs}, and refuses what Prometheus refuses (model/relabel/relabel.go,
 * Validate).
 */
final class RelabelParser {
    static final List<String> FIELDS =
            List.of("source_labels", "separator", "regex", "modulus", "target_label", "replacement", "action");
    private static final List<String> ACTIONS =
            Stream.of(Action.values()).map(Action::text).toList();
    /** So many rules are evaluated for each series that is new. */
    private static final int MAX_RULES = 1000;

    private final @Nullable Setting setting;
    private final List<ConfigProblem> problems;

    RelabelParser(@Nullable Setting setting, List<ConfigProblem> problems) {
        this.setting = setting;
        this.problems = problems;
    }

    List<RelabelSpec> parse() {
        List<RelabelSpec> rules = new ArrayList<>();
        List<SettingMaps.Entry> entries = SettingMaps.of(setting, problems);
        if (setting != null && entries.size() > MAX_RULES) {
            problems.add(new ConfigProblem(
                    setting.origin(), setting.key() + ": " + entries.size() + " rules (at most " + MAX_RULES + ")"));
        }
        for (SettingMaps.Entry entry : entries) {
            RelabelSpec rule = rule(entry);
            if (rule != null) {
                rules.add(rule);
            }
        }
        return List.copyOf(rules);
    }

    private @Nullable RelabelSpec rule(SettingMaps.Entry entry) {
        int before = problems.size();
        entry.refuseUnknown(FIELDS, problems);
        Setting sources = entry.get("source_labels");
        Action action = Action.of(entry.text("action", Action.REPLACE.text()));
        if (action == null) {
            String text = entry.text("action", "");
            problem(
                    entry,
                    "action",
                    "there is no action '" + text + "'" + Nearest.hint(text, ACTIONS) + " (known: "
                            + String.join(", ", ACTIONS) + ")");
            return null;
        }
        RelabelSpec rule = new RelabelSpec(
                sources == null ? List.of() : sources.isList() ? sources.values() : List.copyOf(sources.parts()),
                entry.text("separator", RelabelSpec.DEFAULT_SEPARATOR),
                entry.text("regex", RelabelSpec.DEFAULT_REGEX),
                modulus(entry),
                entry.text("target_label", ""),
                entry.text("replacement", RelabelSpec.DEFAULT_REPLACEMENT),
                action);
        RelabelRules.problemWith(rule).forEach((field, message) -> problem(entry, field, message));
        return problems.size() == before ? rule : null;
    }

    private long modulus(SettingMaps.Entry entry) {
        Setting modulus = entry.get("modulus");
        if (modulus == null) {
            return 0;
        }
        try {
            return Long.parseUnsignedLong(modulus.text());
        } catch (NumberFormatException e) {
            problem(entry, "modulus", "'" + modulus.text() + "' is not a whole number of 0 or more");
            return 1;
        }
    }

    private void problem(SettingMaps.Entry entry, String field, String message) {
        problems.add(new ConfigProblem(entry.origin(field), entry.where() + ": " + message));
    }
}
