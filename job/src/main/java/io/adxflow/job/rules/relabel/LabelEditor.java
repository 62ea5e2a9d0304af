package io.adxflow.job.rules.relabel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The labels of one series while rules act on them. A label with an empty value is a missing one. Labels come in the order of
 * Prometheus' {@code labels.Builder} (model/labels/labels_common.go): those that were sent and are unchanged, by the bytes of their
 * names; then those that rules have set, in the order in which they were set first. Reusable, not thread-safe.
 */
public final class LabelEditor {
    public static final String NAME = "__name__";

    private static final int FIRST = 64;

    private final long maxChars;
    /** Labels as sent; without a value when they are gone, or set since. */
    private String[] names = new String[FIRST];

    private @Nullable String[] values = new String[FIRST];
    private int sent;
    /** Labels that were set since. */
    private String[] setNames = new String[FIRST];

    private String[] setValues = new String[FIRST];
    private int set;
    /** A copy of the labels, so that they may be changed while they are walked. */
    private String[] walk = new String[2 * FIRST];

    private long chars;
    private boolean isChanged;
    private boolean isOversized;

    /** @param maxChars of all labels together, in UTF-16; what would make them longer is not set */
    public LabelEditor(long maxChars) {
        this.maxChars = maxChars;
    }

    /** Another series begins, without labels. */
    public void clear() {
        sent = 0;
        set = 0;
        chars = 0;
        isChanged = false;
        isOversized = false;
    }

    /** Adds a label as sent; each name once. */
    public void add(String name, String value) {
        if (value.isEmpty()) {
            return;
        }
        if (sent == names.length) {
            names = Arrays.copyOf(names, 2 * sent);
            values = Arrays.copyOf(values, 2 * sent);
        }
        int at = sent++;
        while (at > 0 && compare(names[at - 1], name) > 0) {
            names[at] = names[at - 1];
            values[at] = values[at - 1];
            at--;
        }
        names[at] = name;
        values[at] = value;
        chars += name.length() + value.length();
    }

    /** The order of the names' bytes in UTF-8, which is that of their code points. */
    private static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean bothOrNone = Character.isSurrogate(x) == Character.isSurrogate(y);
                return bothOrNone ? x - y : Character.isSurrogate(x) ? 1 : -1;
            }
        }
        return a.length() - b.length();
    }

    /** The value of a label, empty when there is none. */
    public String get(String name) {
        for (int i = 0; i < set; i++) {
            if (setNames[i].equals(name)) {
                return setValues[i];
            }
        }
        int at = indexOfSent(name);
        String value = at < 0 ? null : values[at];
        return value == null ? "" : value;
    }

    private int indexOfSent(String name) {
        for (int i = 0; i < sent; i++) {
            if (values[i] != null && names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Sets a label; an empty value removes it. */
    public void set(String name, String value) {
        if (value.isEmpty()) {
            remove(name);
            return;
        }
        String before = get(name);
        long longer = before.isEmpty() ? name.length() + value.length() : value.length() - before.length();
        if (chars + longer > maxChars) {
            isOversized = true;
            return;
        }
        isChanged |= !value.equals(before);
        chars += longer;
        for (int i = 0; i < set; i++) {
            if (setNames[i].equals(name)) {
                setValues[i] = value;
                return;
            }
        }
        int at = indexOfSent(name);
        if (at >= 0) {
            values[at] = null;
        }
        if (set == setNames.length) {
            setNames = Arrays.copyOf(setNames, 2 * set);
            setValues = Arrays.copyOf(setValues, 2 * set);
        }
        setNames[set] = name;
        setValues[set++] = value;
    }

    /** Removes a label, if it is there. */
    public void remove(String name) {
        String before = get(name);
        if (before.isEmpty()) {
            return;
        }
        isChanged = true;
        chars -= name.length() + before.length();
        int at = indexOfSent(name);
        if (at >= 0) {
            values[at] = null;
        }
        for (int i = 0; i < set; i++) {
            if (setNames[i].equals(name)) {
                System.arraycopy(setNames, i + 1, setNames, i, set - i - 1);
                System.arraycopy(setValues, i + 1, setValues, i, set - i - 1);
                set--;
                return;
            }
        }
    }

    /** What is done with each label. */
    @FunctionalInterface
    public interface Visitor {
        void label(String name, String value);
    }

    /** Walks the labels as they are now, whatever the visitor does to them. Not to be nested. */
    public void forEach(Visitor visitor) {
        if (walk.length < 2 * (sent + set)) {
            walk = new String[4 * (sent + set)];
        }
        int end = 0;
        for (int i = 0; i < sent; i++) {
            String value = values[i];
            if (value != null) {
                walk[end++] = names[i];
                walk[end++] = value;
            }
        }
        for (int i = 0; i < set; i++) {
            walk[end++] = setNames[i];
            walk[end++] = setValues[i];
        }
        for (int i = 0; i < end; i += 2) {
            visitor.label(walk[i], walk[i + 1]);
        }
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        if (set > 0) {
            return false;
        }
        for (int i = 0; i < sent; i++) {
            if (values[i] != null) {
                return false;
            }
        }
        return true;
    }

    /** Whether any label is other than it was sent. */
    public boolean isChanged() {
        return isChanged;
    }

    /** Whether something was not set since the labels would have become too long. */
    public boolean isOversized() {
        return isOversized;
    }

    long maxChars() {
        return maxChars;
    }
}
