package io.adxflow.sinks.pair;

/** What a member threw, with its name. */
final class MemberException extends Exception {
    private final Member member;
    private final boolean othersAreWell;
    private final Exception failure;

    /** @param othersAreWell whether the pool goes on without this one */
    MemberException(Member member, boolean othersAreWell, Exception failure) {
        super(member.name() + ": " + failure, failure);
        this.member = member;
        this.othersAreWell = othersAreWell;
        this.failure = failure;
    }

    Member member() {
        return member;
    }

    Exception failure() {
        return failure;
    }

    boolean othersAreWell() {
        return othersAreWell;
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // It is what people get to read as the reason.
    public String toString() {
        return member.name() + ": " + failure;
    }
}
