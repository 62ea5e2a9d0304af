package io.adxflow.job.rules.scrub;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.adxflow.job.rules.scrub.detect.Detector;
import io.adxflow.job.rules.scrub.detect.Findings;
import io.adxflow.job.rules.scrub.detect.TextScanner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is looked for in one place, by all rules that look there: a detector that several rules name is the first one's. Immutable. */
final class ScrubPlan {
    /** Nothing is looked for. */
    static final ScrubPlan NOTHING = new ScrubPlan(List.of());

    private static final Detector[] ALL = Detector.values();
    private static final int DETECTORS = ALL.length;

    private final List<ScrubRule> rules;
    private final int[] ruleOfDetector = new int[DETECTORS];
    private final int detectors;
    private final TextScanner scanner;
    private final List<Pattern> patterns = new ArrayList<>();
    private final List<Integer> ruleOfPattern = new ArrayList<>();
    private final List<ExtensionFinder> extensions = new ArrayList<>();
    private final List<Integer> ruleOfExtension = new ArrayList<>();

    ScrubPlan(List<ScrubRule> rules) {
        this.rules = rules;
        int wanted = 0;
        for (int rule = 0; rule < rules.size(); rule++) {
            for (Detector detector : ALL) {
                if ((rules.get(rule).detectors() & detector.bit() & ~wanted) != 0) {
                    ruleOfDetector[detector.number()] = rule;
                }
            }
            wanted |= rules.get(rule).detectors();
            for (Pattern pattern : rules.get(rule).patterns()) {
                patterns.add(pattern);
                ruleOfPattern.add(rule);
            }
            for (ExtensionFinder extension : rules.get(rule).extensions()) {
                extensions.add(extension);
                ruleOfExtension.add(rule);
            }
        }
        detectors = wanted;
        scanner = new TextScanner(wanted);
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    /** Fills the findings with what is found; their kinds are numbers for {@link #rule} and {@link #detector}. */
    void find(byte[] text, int start, int end, Findings found) {
        found.clear();
        if (detectors != 0) {
            scanner.scan(text, start, end, found);
        }
        if (!patterns.isEmpty()) {
            match(text, start, end, found);
        }
        for (int i = 0; i < extensions.size(); i++) {
            extensions.get(i).find(text, start, end, found, DETECTORS + patterns.size() + i);
        }
    }

    private void match(byte[] text, int start, int end, Findings found) {
        byte[] whole = start == 0 && end == text.length ? text : Arrays.copyOfRange(text, start, end);
        for (int i = 0; i < patterns.size(); i++) {
            Matcher matcher = patterns.get(i).matcher(whole);
            while (matcher.find()) {
                if (matcher.end() > matcher.start()) {
                    found.merge(start + matcher.start(), start + matcher.end(), DETECTORS + i);
                }
            }
        }
    }

    ScrubRule rule(int kind) {
        int number = kind - DETECTORS;
        return rules.get(
                number < 0
                        ? ruleOfDetector[kind]
                        : number < patterns.size()
                                ? ruleOfPattern.get(number)
                                : ruleOfExtension.get(number - patterns.size()));
    }

    /** What found it, for counters. */
    String detector(int kind) {
        if (kind < DETECTORS) {
            return Detector.labelOf(kind);
        }
        int extension = kind - DETECTORS - patterns.size();
        return extension < 0 ? "pattern" : extensions.get(extension).name();
    }
}
