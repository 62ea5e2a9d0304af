package io.adxflow.job.rules.relabel;

import com.google.re2j.PatternSyntaxException;
import io.adxflow.job.rules.relabel.RelabelSpec.Action;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prometheus' {@code relabel_configs}, ready to act on one series after the other. Not thread-safe. */
public final class RelabelRules {
    public static final int KEPT = -1;

    /** Labels for rules alone: whoever writes rules may use them for what later rules need, and rows do not have them. */
    private static final String TEMPORARY = "__tmp";

    private final List<RelabelRule> rules = new ArrayList<>();

    public RelabelRules(List<RelabelSpec> specs) {
        specs.forEach(spec -> rules.add(new RelabelRule(spec)));
    }

    /** Told which labels a rule has changed. */
    public interface Trace {
        Trace NONE = (rule, labels) -> {};

        /** A rule was applied; the labels are as it left them. */
        void applied(int rule, LabelEditor labels);
    }

    /**
     * Changes the labels rule by rule, until one drops the series, or the labels become too long. What begins with {@code __tmp} is gone
     * at the end. A series without labels is dropped by the last rule, as in Prometheus.
     *
     * @return the number of the rule that drops the series, from 0, or {@link #KEPT}
     */
    public int apply(LabelEditor labels, Trace trace) {
        for (int rule = 0; rule < rules.size(); rule++) {
            boolean kept = rules.get(rule).apply(labels);
            if (labels.isOversized()) {
                return KEPT;
            }
            trace.applied(rule, labels);
            if (!kept) {
                return rule;
            }
        }
        if (!rules.isEmpty()) {
            labels.forEach((name, value) -> {
                if (name.startsWith(TEMPORARY)) {
                    labels.remove(name);
                }
            });
        }
        return labels.isEmpty() && !rules.isEmpty() ? rules.size() - 1 : KEPT;
    }

    /** What Prometheus would refuse of a rule: messages by the key that they are about. */
    public static Map<String, String> problemWith(RelabelSpec rule) {
        Map<String, String> problems = new LinkedHashMap<>();
        Action action = rule.action();
        try {
            var unused = Expression.ofWhole(rule.regex());
        } catch (PatternSyntaxException e) {
            problems.put("regex", "'" + rule.regex() + "' is not a regular expression of RE2: " + e.getDescription());
        }
        if (action == Action.HASHMOD && rule.modulus() == 0) {
            problems.put("modulus", "hashmod needs a modulus of more than 0");
        }
        boolean hasTarget =
                switch (action) {
                    case REPLACE, HASHMOD, LOWERCASE, UPPERCASE, KEEPEQUAL, DROPEQUAL -> true;
                    case KEEP, DROP, LABELMAP, LABELDROP, LABELKEEP -> false;
                };
        if (hasTarget && rule.targetLabel().isEmpty()) {
            problems.put("target_label", action.text() + " needs a target_label");
        }
        boolean hasReplacement = !rule.replacement().equals(RelabelSpec.DEFAULT_REPLACEMENT);
        switch (action) {
            case LOWERCASE, UPPERCASE, KEEPEQUAL, DROPEQUAL, LABELDROP, LABELKEEP -> {
                if (hasReplacement) {
                    problems.put("replacement", action.text() + " has no replacement");
                }
            }
            case LABELMAP -> {
                if (rule.replacement().isEmpty()) {
                    problems.put("replacement", "labelmap needs a replacement, which is a label's name");
                }
            }
            default -> {
                // The others may have one, which some do not use.
            }
        }
        boolean isAboutNames = action == Action.LABELDROP || action == Action.LABELKEEP;
        boolean comparesOnly = action == Action.KEEPEQUAL || action == Action.DROPEQUAL;
        if (comparesOnly && !rule.regex().equals(RelabelSpec.DEFAULT_REGEX)) {
            problems.put("regex", action.text() + " has only source_labels and target_label");
        }
        if ((comparesOnly || isAboutNames) && rule.modulus() != 0) {
            problems.put("modulus", action.text() + " has no modulus");
        }
        if ((comparesOnly || isAboutNames) && !rule.separator().equals(RelabelSpec.DEFAULT_SEPARATOR)) {
            problems.put("separator", action.text() + " has no separator");
        }
        if (isAboutNames && !rule.sourceLabels().isEmpty()) {
            problems.put("source_labels", action.text() + " has only regex");
        }
        if (isAboutNames && !rule.targetLabel().isEmpty()) {
            problems.put("target_label", action.text() + " has only regex");
        }
        return problems;
    }
}
