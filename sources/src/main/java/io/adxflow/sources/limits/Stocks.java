package io.adxflow.sources.limits;

/** What namespaces hold in this process, and who keeps to what they may. Thread-safe; does not block. */
public interface Stocks {
    /** Of a process where nobody holds anything. */
    Stocks NONE = new Stocks() {
        @Override
        public long held(String namespace, Stock stock) {
            return 0;
        }

        @Override
        public void allow(String namespace, Stock stock, long most) {}
    };

    /** How much a namespace holds now. */
    long held(String namespace, Stock stock);

    /** From now on a namespace may hold so much through this process; {@link Long#MAX_VALUE} for no limit. */
    void allow(String namespace, Stock stock, long most);
}
