package io.adxflow.sinks.pair;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Members under one name, of which one takes a batch. Thread-safe. */
final class Pool {
    private final List<Member> members;

    Pool(List<Member> members) {
        this.members = List.copyOf(members);
    }

    List<Member> members() {
        return members;
    }

    List<String> names() {
        return members.stream().map(Member::name).toList();
    }

    /** The members in the order in which they would take a batch. */
    List<Member> order(String batchId) {
        return members.stream()
                .sorted(Comparator.comparingLong((Member member) -> member.rank(batchId))
                        .reversed())
                .toList();
    }

    @Nullable
    Member named(String name) {
        for (Member member : members) {
            if (member.name().equals(name)) {
                return member;
            }
        }
        return null;
    }

    /** Whether any but this one may be used now. */
    boolean isWellWithout(Member member) {
        return members.stream().anyMatch(other -> other != member && !other.isResting());
    }
}
