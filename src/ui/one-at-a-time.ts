/**
 * A reading of which only one goes on at a time: calls that come meanwhile share one more reading,
 * after it.
 */
export function oneAtATime(read: () => Promise<void>): () => Promise<void> {
  let reading: Promise<void> | undefined;
  let readAgain = false;
  const readUntilCurrent = async () => {
    do {
      readAgain = false;
      await read();
    } while (readAgain);
  };
  return () => {
    if (reading) {
      readAgain = true;
      return reading;
    }
    reading = readUntilCurrent().finally(() => {
      reading = undefined;
    });
    return reading;
  };
}
