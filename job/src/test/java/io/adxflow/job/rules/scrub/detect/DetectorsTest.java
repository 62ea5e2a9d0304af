package io.adxflow.job.rules.scrub.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DetectorsTest {
    private static final int SAMPLES = 400;
    private static final double LEAST = 0.98;
    private static final int HOSTILE_BYTES = 1 << 20;

    private final long seed = Long.getLong("adxflow.seed", 1);
    private final Findings found = new Findings();

    @Test
    void findWhatIsThereAndNothingElse() {
        System.out.println("| detector | positives | found | recall | near misses | false | precision |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        List<String> wrong = new ArrayList<>();
        for (Detector detector : Detector.values()) {
            DetectorCorpus corpus = new DetectorCorpus(seed);
            TextScanner scanner = new TextScanner(detector.bit());
            int hits = 0;
            for (DetectorCorpus.Sample sample : corpus.positives(detector, SAMPLES)) {
                hits += isFound(scanner, sample, wrong) ? 1 : 0;
            }
            int falseAlarms = 0;
            for (String text : corpus.nearMisses(detector, SAMPLES)) {
                scan(scanner, text);
                falseAlarms += found.count() > 0 ? 1 : 0;
                if (found.count() > 0) {
                    wrong.add(detector.label() + " in " + text);
                }
            }
            double recall = (double) hits / SAMPLES;
            double precision = (double) hits / (hits + falseAlarms);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %d | %.3f | %d | %d | %.3f |%n",
                    detector.label(),
                    SAMPLES,
                    hits,
                    recall,
                    SAMPLES,
                    falseAlarms,
                    precision);
            assertThat(Math.min(recall, precision))
                    .as("%s, seed %d: %s", detector.label(), seed, wrong.subList(0, Math.min(8, wrong.size())))
                    .isGreaterThanOrEqualTo(LEAST);
            wrong.clear();
        }
    }

    /** The whole of the secret, and little more: a sentence's full stop at most. */
    private boolean isFound(TextScanner scanner, DetectorCorpus.Sample sample, List<String> wrong) {
        scan(scanner, sample.text());
        byte[] bytes = sample.text().getBytes(UTF_8);
        int start = sample.text()
                .substring(0, sample.text().indexOf(sample.secret()))
                .getBytes(UTF_8)
                .length;
        int end = start + sample.secret().getBytes(UTF_8).length;
        for (int i = 0; i < found.count(); i++) {
            if (found.start(i) <= start && found.end(i) >= end && found.end(i) - found.start(i) <= end - start + 1) {
                return true;
            }
        }
        String got = found.count() == 0
                ? "nothing"
                : new String(bytes, found.start(0), found.end(0) - found.start(0), UTF_8);
        wrong.add(sample.secret() + " in " + sample.text() + " gave " + got);
        return false;
    }

    private void scan(TextScanner scanner, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        found.clear();
        scanner.scan(bytes, 0, bytes.length, found);
    }

    @Test
    void allTogetherFindEverythingThatOneFinds() {
        TextScanner all = new TextScanner(Detector.all());
        int missed = 0;
        for (Detector detector : Detector.values()) {
            for (DetectorCorpus.Sample sample : new DetectorCorpus(seed).positives(detector, 200)) {
                scan(all, sample.text());
                int start = sample.text()
                        .substring(0, sample.text().indexOf(sample.secret()))
                        .getBytes(UTF_8)
                        .length;
                int end = start + sample.secret().getBytes(UTF_8).length;
                int covered = 0;
                for (int i = 0; i < found.count(); i++) {
                    covered += Math.max(0, Math.min(end, found.end(i)) - Math.max(start, found.start(i)));
                }
                missed += covered < end - start ? 1 : 0;
            }
        }
        assertThat(missed).as("seed %d", seed).isLessThanOrEqualTo(Detector.values().length * 200 / 50);
    }

    /** Beginnings of what each looks for, again and again: what takes more than linear time does not end. */
    @ParameterizedTest
    @EnumSource(Detector.class)
    void endOnHostileTextsOfAMegabyte(Detector detector) {
        TextScanner scanner = new TextScanner(detector.bit());
        TextScanner all = new TextScanner(Detector.all());
        long before = System.nanoTime();
        long bytes = 0;
        for (String unit : List.of(
                "@",
                "a@",
                "a@a.",
                "1",
                "1.",
                "1.1.1.",
                "4",
                "4111 ",
                ":",
                "::",
                "a:",
                "://",
                "https://a:",
                "eyJ",
                "eyJ.",
                " eyJhbGciOiJub25lIn0.",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN ",
                "-----BEGIN PRIVATE KEY-----a ",
                "AccountKey=",
                "sig=%2",
                "SharedAccessKey=a",
                "8Q~",
                "AKIA",
                "-AIza",
                "ya29.",
                "GOCSPX-",
                "_ghp_",
                "ghp_a",
                "bearer ",
                "Bearer a.",
                "basic ",
                "Basic QUFB",
                "?token=*",
                "?token=",
                "&pwd=a",
                "+1",
                "+1 ",
                "ssn 123-45-",
                "00000000-0000-",
                "00:",
                "00-",
                "GB00",
                "DE00 ",
                "\\u0040",
                "aws_secret_access_key=")) {
            byte[] text = unit.repeat(HOSTILE_BYTES / unit.length()).getBytes(UTF_8);
            found.clear();
            scanner.scan(text, 0, text.length, found);
            bytes += text.length;
            if (detector == Detector.EMAIL) {
                found.clear();
                all.scan(text, 0, text.length, found);
                bytes += text.length;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%s: %.1f ns a byte of hostile text%n",
                detector.label(),
                (double) (System.nanoTime() - before) / bytes);
    }

    @Test
    void leaveTheEscapesOfJsonWithinATextAlone() {
        String text = "{\"to\":\"\\nbob@example.com\",\"path\":\"\\t10.0.0.1\\n\"}";
        scan(new TextScanner(Detector.all()), text);
        StringBuilder masked = new StringBuilder();
        int at = 0;
        for (int i = 0; i < found.count(); i++) {
            masked.append(text, at, found.start(i)).append("*");
            at = found.end(i);
        }
        assertThat(masked.append(text.substring(at)).toString()).isEqualTo("{\"to\":\"\\n*\",\"path\":\"\\t*\\n\"}");
    }
}
