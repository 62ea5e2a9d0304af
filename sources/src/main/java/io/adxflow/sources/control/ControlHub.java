package io.adxflow.sources.control;

import java.util.ArrayList;
import java.util.List;

/** The readers of this JVM that have heard of a version, for whoever proposes one from here. Thread-safe. */
public final class ControlHub {
    private static final ControlHub JVM = new ControlHub();

    private final List<Member> members = new ArrayList<>();

    /** A reader of a job. */
    public record Member(String jobId, ControlSettings settings, ControlCalls calls) {}

    ControlHub() {}

    /** The hub of this JVM (and class loader). */
    public static ControlHub jvm() {
        return JVM;
    }

    /** The reader may be asked from now on. */
    public synchronized void join(Member member) {
        members.add(member);
    }

    /** It may not be asked any more. */
    public synchronized void leave(ControlCalls calls) {
        members.removeIf(member -> member.calls() == calls);
    }

    /** Those that may be asked now; any of a job's does. */
    public synchronized List<Member> members() {
        return List.copyOf(members);
    }
}
