package io.adxflow.sdk.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.adxflow.sdk.detect.Detector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What the job relies on of a detector: that it is a function of the bytes it is shown, whatever they are. */
public final class DetectorContract {
    private static final long SEED = 17;
    private static final int TEXTS = 2_000;
    private static final int MOST_BYTES = 200;
    private static final int HUGE_BYTES = 1_000_000;

    private final Detector detector;
    private final List<String> examples;

    private DetectorContract(Detector detector, List<String> examples) {
        this.detector = detector;
        this.examples = examples;
    }

    private record Place(int start, int end) {}

    /**
     * All promises.
     *
     * @param examples texts in which it finds something
     */
    public static List<Promise> of(Detector detector, List<String> examples) {
        DetectorContract contract = new DetectorContract(detector, List.copyOf(examples));
        return List.of(
                new Promise("it has a name that rules can have", contract::name),
                new Promise("it finds something in each example, and the same each time", contract::examples),
                new Promise("it looks at nothing outside of what it is shown", contract::bounds),
                new Promise("it takes any bytes, and changes none", contract::anyBytes),
                new Promise("it comes to an end with a megabyte of what looks like a find", contract::hugeTexts));
    }

    private List<Place> find(byte[] text, int from, int to) {
        byte[] before = text.clone();
        List<Place> found = new ArrayList<>();
        detector.find(text, from, to, (start, end) -> found.add(new Place(start, end)));
        Expect.that(Arrays.equals(text, before), "it changed the text");
        int last = from;
        for (Place place : found) {
            Expect.that(
                    place.start() >= last && place.end() > place.start() && place.end() <= to,
                    "it found " + place + " behind " + last + " in " + from + " to " + to);
            last = place.end();
        }
        return found;
    }

    private void name() {
        Expect.that(detector.name().matches("[a-z0-9][a-z0-9-]{0,31}"), "name: " + detector.name());
    }

    private void examples() {
        for (String example : examples) {
            byte[] text = example.getBytes(UTF_8);
            List<Place> found = find(text, 0, text.length);
            Expect.that(!found.isEmpty(), "it finds nothing in: " + example);
            Expect.equal(find(text, 0, text.length), found, "the second time in: " + example);
        }
    }

    private void bounds() {
        for (String example : examples) {
            byte[] text = example.getBytes(UTF_8);
            List<Place> alone = find(text, 0, text.length);
            for (byte around : new byte[] {' ', '0', 'a'}) {
                byte[] wide = new byte[text.length + 200];
                Arrays.fill(wide, around);
                System.arraycopy(text, 0, wide, 100, text.length);
                List<Place> within = find(wide, 100, 100 + text.length);
                Expect.equal(
                        within.stream()
                                .map(place -> new Place(place.start() - 100, place.end() - 100))
                                .toList(),
                        alone,
                        "within other bytes: " + example);
            }
        }
    }

    private void anyBytes() {
        Random random = new Random(SEED);
        for (int i = 0; i < TEXTS; i++) {
            byte[] text = new byte[random.nextInt(MOST_BYTES)];
            random.nextBytes(text);
            if (i % 2 == 0 && !examples.isEmpty()) {
                byte[] example = examples.get(i / 2 % examples.size()).getBytes(UTF_8);
                int count = Math.min(example.length, text.length);
                System.arraycopy(example, 0, text, text.length - count, count);
            }
            List<Place> unused = find(text, 0, text.length);
        }
    }

    private void hugeTexts() {
        for (String example : examples) {
            for (int cut = 1; cut <= example.length(); cut += Math.max(1, example.length() / 8)) {
                String piece = example.substring(0, cut);
                byte[] text = piece.repeat(HUGE_BYTES / piece.length()).getBytes(UTF_8);
                List<Place> unused = find(text, 0, text.length);
            }
        }
    }
}
