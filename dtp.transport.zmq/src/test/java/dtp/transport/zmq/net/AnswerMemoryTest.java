package dtp.transport.zmq.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dtp.transport.zmq.machine.ServerPort.NoMemoryException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Memory for what peers read: how much there may be, and that it comes back. */
@Timeout(60)
class AnswerMemoryTest {
    private static final int MIB = 1 << 20;

    private final AnswerMemory memory = new AnswerMemory(4 * MIB);

    private List<AnswerMemory.Lent> lend(int count, int size) throws NoMemoryException {
        List<AnswerMemory.Lent> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(memory.lend(size));
        }
        return all;
    }

    private boolean hasRoom(int size) {
        try {
            memory.lend(size).giveBack().run();
            return true;
        } catch (NoMemoryException e) {
            return false;
        }
    }

    @Test
    void whatComesBackServesAgain() throws Exception {
        for (int i = 0; i < 100; i++) {
            AnswerMemory.Lent lent = memory.lend(MIB - i);
            assertTrue(lent.bytes().isDirect());
            assertEquals(MIB - i, lent.bytes().remaining());
            lent.giveBack().run();
        }
        assertEquals(MIB, memory.bytes());
    }

    @Test
    void whatIsNotGivenBackIsCountedAndNoMoreIsMadeThanThereMayBe() throws Exception {
        List<AnswerMemory.Lent> kept = lend(8, MIB);
        assertThrows(NoMemoryException.class, () -> memory.lend(MIB));
        assertThrows(NoMemoryException.class, () -> memory.lend(AnswerMemory.LEAST_BYTES));
        assertEquals(8L * MIB, memory.bytes());
        kept.get(0).giveBack().run();
        assertTrue(hasRoom(MIB));
    }

    @Test
    void whatIsForgottenComesBackByItself() throws Exception {
        lend(8, MIB).clear();
        Wait.until(() -> hasRoom(MIB));
    }

    @Test
    void idleMemoryOfOtherSizesMakesRoom() throws Exception {
        lend(2, MIB).forEach(one -> one.giveBack().run());
        List<AnswerMemory.Lent> kept = lend(12, MIB / 2);
        Wait.until(() -> hasRoom(MIB / 2));
        assertEquals(12, kept.size());
    }

    @Test
    void aFewBytesAreOnTheHeap() throws Exception {
        assertFalse(memory.lend(AnswerMemory.LEAST_BYTES - 1).bytes().isDirect());
        assertEquals(0, memory.bytes());
    }

    @Test
    void whatIsTakenIsAPowerOfTwoAndNeverLessThanWasAskedFor() {
        assertEquals(1, AnswerMemory.taken(1));
        assertEquals(AnswerMemory.LEAST_BYTES, AnswerMemory.taken(AnswerMemory.LEAST_BYTES));
        assertEquals(2 * AnswerMemory.LEAST_BYTES, AnswerMemory.taken(AnswerMemory.LEAST_BYTES + 1));
        assertEquals(MIB, AnswerMemory.taken(MIB));
    }
}
