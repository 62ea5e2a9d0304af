package io.adxflow.job.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.adxflow.job.rules.scrub.ScrubAction;
import io.adxflow.job.rules.scrub.ScrubPlace;
import io.adxflow.job.rules.scrub.ScrubSpec;
import io.adxflow.job.rules.scrub.detect.Detector;
import io.adxflow.sdk.host.Extensions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes {@link ScrubSpec}s of {@code namespaces.<name>.scrub}. */
final class ScrubParser {
    static final List<String> FIELDS = List.of("name", "find", "patterns", "in", "action", "replacement", "key");
    /** Of find: every detector of the job. */
    private static final String ALL = "all";

    private static final int MOST_RULES = 200;
    static final List<String> DETECTORS =
            Arrays.stream(Detector.values()).map(Detector::label).toList();
    private static final List<String> ACTIONS =
            Arrays.stream(ScrubAction.values()).map(ScrubAction::text).toList();
    private static final List<String> PLACES = List.of(
            "everything",
            "body",
            "labels",
            "label:<pattern>",
            "attributes",
            "attribute:<pattern>",
            "resources",
            "resource:<pattern>",
            "scopes",
            "span-names",
            "events",
            "links",
            "exemplars",
            "columns",
            "column:<pattern>");

    private final @Nullable Setting setting;
    private final List<ConfigProblem> problems;

    ScrubParser(@Nullable Setting setting, List<ConfigProblem> problems) {
        this.setting = setting;
        this.problems = problems;
    }

    List<ScrubSpec> parse() {
        List<SettingMaps.Entry> entries = SettingMaps.of(setting, problems);
        if (setting != null && entries.size() > MOST_RULES) {
            problems.add(new ConfigProblem(
                    setting.origin(), setting.key() + ": " + entries.size() + " rules (at most " + MOST_RULES + ")"));
        }
        return entries.stream().map(this::rule).toList();
    }

    private ScrubSpec rule(SettingMaps.Entry entry) {
        entry.refuseUnknown(FIELDS, problems);
        List<String> find = find(entry);
        List<String> patterns = patterns(entry);
        if (find.isEmpty() && patterns.isEmpty()) {
            problem(
                    entry,
                    "find",
                    "has nothing to find; give find (" + ALL + ", or some of " + String.join(", ", DETECTORS)
                            + ") or patterns");
        }
        ScrubAction action = ScrubAction.of(entry.text("action", ScrubAction.MASK.text()));
        if (action == null) {
            String text = entry.text("action", "");
            problem(
                    entry,
                    "action",
                    "there is no action '" + text + "'" + Nearest.hint(text, ACTIONS) + " (known: "
                            + String.join(", ", ACTIONS) + ")");
            action = ScrubAction.MASK;
        }
        String replacement = entry.text("replacement", "");
        if (action != ScrubAction.REPLACE && !replacement.isEmpty()) {
            problem(entry, "replacement", "replacement is for action replace");
        }
        if (replacement.chars().anyMatch(c -> c < ' ' || c == '"' || c == '\\')) {
            problem(
                    entry,
                    "replacement",
                    "replacement has a quote, a backslash or a control character, which would break JSON that a text holds");
        }
        String name = entry.text("name", "scrub-" + entry.number());
        if (!NamespaceParser.NAME.matcher(name).matches()) {
            problem(
                    entry,
                    "name",
                    "name '" + name
                            + "' (expected: 1 to 64 letters, digits, '-' and '_', beginning with neither of these two)");
        }
        return new ScrubSpec(name, find, patterns, in(entry), action, replacement, entry.text("key", ""));
    }

    private List<String> find(SettingMaps.Entry entry) {
        List<String> labels = new ArrayList<>();
        for (String label : parts(entry, "find")) {
            if (label.equals(ALL)) {
                labels.addAll(DETECTORS);
            } else {
                labels.add(label);
            }
            if (!label.equals(ALL) && !known().contains(label)) {
                problems.add(new ConfigProblem(
                        entry.origin("find"),
                        entry.where() + ": there is no detector '" + label + "'" + Nearest.hint(label, known())
                                + " (known: " + ALL + ", " + String.join(", ", known())
                                + "; expressions of your own stand under patterns)",
                        true));
            }
        }
        return labels.stream().distinct().toList();
    }

    /** Those of the job, and then those of extensions. */
    private static List<String> known() {
        List<String> known = new ArrayList<>(DETECTORS);
        Extensions.inUse().detectors().forEach(detector -> known.add(detector.name()));
        return known;
    }

    private List<String> patterns(SettingMaps.Entry entry) {
        Setting given = entry.get("patterns");
        List<String> patterns = given == null ? List.of() : given.values();
        patterns.forEach(pattern -> check(entry, "patterns", pattern));
        return patterns;
    }

    private List<ScrubPlace> in(SettingMaps.Entry entry) {
        List<String> texts = parts(entry, "in");
        List<ScrubPlace> places = new ArrayList<>();
        for (String text : texts.isEmpty() ? List.of("everything") : texts) {
            ScrubPlace place = ScrubPlace.parse(text);
            if (place == null) {
                problem(
                        entry,
                        "in",
                        "'" + text + "' is no place" + Nearest.hint(text, PLACES) + " (known: "
                                + String.join(", ", PLACES) + ")");
            } else {
                check(entry, "in", place.name());
                places.add(place);
            }
        }
        return List.copyOf(places);
    }

    private void check(SettingMaps.Entry entry, String field, String pattern) {
        try {
            Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            problem(entry, field, "'" + pattern + "' is not a regular expression of RE2: " + e.getDescription());
        }
    }

    private static List<String> parts(SettingMaps.Entry entry, String field) {
        Setting given = entry.get(field);
        return given == null ? List.of() : given.parts();
    }

    private void problem(SettingMaps.Entry entry, String field, String message) {
        problems.add(new ConfigProblem(entry.origin(field), entry.where() + ": " + message));
    }
}
