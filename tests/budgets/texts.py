"""Mails of ordinary length: what a customer writes, and what an agent answers. Nothing in them repeats itself, because
what repeats compresses better than real life does."""

COMPLAINT = """\
Hello,

last Tuesday I ordered a garden table and six folding chairs in your shop (order 4471-88, paid by card). The parcel
service left four boxes on the porch while we were away, although I had asked for delivery by appointment. Two of them
had been standing in the rain: the cardboard was soaked, and one table leg has a crack about a hand wide from the
bracket down to the foot. I took pictures before unpacking anything else, and the driver's slip shows the time.

What puzzles me more is the rest of the shipment. Your confirmation lists six chairs in "walnut, oiled", yet box three
holds two in grey, and the sixth is missing altogether. The instruction sheet belongs to another model; its screws are
M8 while the threads take M6, so even the sound parts cannot be put together safely. My neighbour, a carpenter,
confirmed this and advised against drilling.

On Saturday we expect eleven guests for my mother's seventieth birthday. Could you please tell me by Thursday noon

 - whether a replacement leg and the right hardware can arrive before the weekend,
 - how the two grey chairs go back (they do not fit into our car), and
 - if the missing one is still in your warehouse in Turku or was never packed?

Should none of this work out, I would rather return everything and get my 1,249 euros refunded, including the 79 for
express delivery, which obviously did not happen. I called your hotline twice; after nineteen minutes of music the line
dropped, so I hope that writing is the better way. Please keep me informed at this address or under 040 555 0182 after
four in the afternoon. Photographs follow as soon as my son shows me how to shrink them.

One more thing, since you ask customers for honest feedback: the website itself was a pleasure. I could zoom into the
grain of the wood, compare heights with our old bench, and the chat assistant explained FSC certificates without once
trying to sell me cushions. It is only after paying that everything became a guessing game. Whoever plans your routes
should know that Rantakatu is closed for sewer works until mid-December; detours go past the museum harbour, and vans
taller than three metres do not pass under the railway bridge there.

Kind regards from Naantali
Maija Meikäläinen
Rantakatu 14 B 9
"""

ANSWER = """\
Dear Maija,

thank you for writing, and I am sorry about the soaked boxes. I have just spoken with our warehouse: the sixth chair
was on the wrong pallet and leaves today, together with a new leg and a bag of M6 bolts. The courier will ring you on
Wednesday between two and five to agree on a time, and takes the two grey ones along, unpacked if you like. There is
nothing to pay.

Your express fee of 79 euros goes back to the card tonight; banks need three working days to show it. If anything is
still not right by Thursday noon, answer this mail and we refund the whole order at once.

Have a wonderful party on Saturday!
Outi
"""

NOTE = "Pallet mix-up in aisle 12, see stock report of the 17th. Warehouse has promised the courier slot.\n"

AGAIN = """\
Dear Outi,

the courier came at half past two and everything fits, thank you. One small thing is left: the bag holds seven bolts
instead of eight. Does the table stand without the last one until you have sent it?

Maija

On Mon, 23 Nov 2026 at 10:12, Example support <support@in.example.com> wrote:
""" + "".join(f"> {line}\n" for line in ANSWER.splitlines())
