package dev.diskless.examples.tree;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A few things on their way from a thread that makes them to one that uses them. Interrupts are left for their work. */
final class Handover<T> {

    private static final int WAITING = 3;

    /** Tells the thread that makes things that nobody wants more. */
    static final class Stopped extends IOException {
        private static final long serialVersionUID = 1;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<T> waiting = new ArrayDeque<>();
    private boolean ended;
    private boolean stopped;

    /** Waits until there is room. */
    void put(T thing) throws Stopped {
        lock.lock();
        try {
            while (waiting.size() >= WAITING && !stopped) {
                changed.awaitUninterruptibly();
            }
            if (stopped) {
                throw new Stopped();
            }
            waiting.add(thing);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Says that nothing more will be put. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something; null at the end. */
    @Nullable
    T take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !ended) {
                changed.awaitUninterruptibly();
            }
            T thing = waiting.poll();
            changed.signalAll();
            return thing;
        } finally {
            lock.unlock();
        }
    }

    /** Says that nothing more will be taken. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
