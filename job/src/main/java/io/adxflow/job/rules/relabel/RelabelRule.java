package io.adxflow.job.rules.relabel;

import com.google.re2j.Matcher;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * One rule of Prometheus' {@code relabel_configs}, ready to act (model/relabel/relabel.go, relabel). A value that would make the labels
 * longer than they may be leaves them {@linkplain LabelEditor#isOversized oversized}. Not thread-safe.
 */
final class RelabelRule {
    private final RelabelSpec spec;
    private final List<String> sourceLabels;
    private final Expression expression;
    private final Template target;
    private final Template replacement;
    private final MessageDigest md5;
    /** What was replaced last: series of one target come one after the other, and have the same values. */
    private String lastSource = "";

    private String lastTarget = "";
    private String lastReplacement = "";
    private boolean hasLast;

    /** @throws com.google.re2j.PatternSyntaxException when the expression is none */
    RelabelRule(RelabelSpec spec) {
        this.spec = spec;
        this.sourceLabels = spec.sourceLabels();
        this.expression = Expression.ofWhole(spec.regex());
        this.target = new Template(spec.targetLabel(), expression);
        this.replacement = new Template(spec.replacement(), expression);
        try {
            md5 = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has MD5", e);
        }
    }

    /** Changes the labels; returns false when the series is to be dropped. */
    boolean apply(LabelEditor labels) {
        switch (spec.action()) {
            case DROP -> {
                return !expression.matches(source(labels));
            }
            case KEEP -> {
                return expression.matches(source(labels));
            }
            case DROPEQUAL -> {
                return !labels.get(spec.targetLabel()).equals(source(labels));
            }
            case KEEPEQUAL -> {
                return labels.get(spec.targetLabel()).equals(source(labels));
            }
            case REPLACE -> replace(labels);
            case LOWERCASE -> labels.set(spec.targetLabel(), map(source(labels), Character::toLowerCase));
            case UPPERCASE -> labels.set(spec.targetLabel(), map(source(labels), Character::toUpperCase));
            case HASHMOD -> labels.set(spec.targetLabel(), modulo(source(labels)));
            case LABELMAP ->
                labels.forEach((name, value) -> {
                    Matcher match = expression.match(name);
                    String mapped = match == null ? "" : replacement.expand(match, labels.maxChars());
                    if (!mapped.isEmpty()) {
                        labels.set(mapped, value);
                    }
                });
            case LABELDROP ->
                labels.forEach((name, value) -> {
                    if (expression.matches(name)) {
                        labels.remove(name);
                    }
                });
            case LABELKEEP ->
                labels.forEach((name, value) -> {
                    if (!expression.matches(name)) {
                        labels.remove(name);
                    }
                });
        }
        return true;
    }

    private String source(LabelEditor labels) {
        int count = sourceLabels.size();
        if (count == 1) {
            return labels.get(sourceLabels.get(0));
        }
        StringBuilder source = new StringBuilder();
        for (int i = 0; i < count; i++) {
            source.append(i == 0 ? "" : spec.separator()).append(labels.get(sourceLabels.get(i)));
        }
        return source.toString();
    }

    private void replace(LabelEditor labels) {
        String source = source(labels);
        if (!hasLast || !source.equals(lastSource)) {
            Matcher match = expression.match(source);
            lastTarget = match == null ? "" : target.expand(match, labels.maxChars());
            lastReplacement = match == null ? "" : replacement.expand(match, labels.maxChars());
            lastSource = source;
            hasLast = true;
        }
        if (!lastTarget.isEmpty()) {
            labels.set(lastTarget, lastReplacement);
        }
    }

    /** One character for one, as Go's {@code strings.ToLower} and {@code ToUpper} do, which know no word and no language. */
    private static String map(String text, IntUnaryOperator mapping) {
        return text.codePoints()
                .map(mapping)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** The last eight bytes of the MD5 as an unsigned number. */
    private String modulo(String text) {
        byte[] hash = md5.digest(text.getBytes(StandardCharsets.UTF_8));
        long number = ByteBuffer.wrap(hash, Long.BYTES, Long.BYTES).getLong();
        return Long.toUnsignedString(Long.remainderUnsigned(number, spec.modulus()));
    }
}
