-- wrk: pays parcel orders by prepay, each once. wrk -t1 … -s pay.lua URL -- IDS TOKEN
local requests, turn = {}, 0

function init(arguments)
  wrk.headers["Authorization"] = "Bearer " .. arguments[2]
  for id in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format("POST", "/api/orders/" .. id .. "/paywithprepay")
  end
end

function request()
  turn = turn + 1
  return requests[turn] or requests[#requests]
end

function response()
  -- Who is asked again pays nothing, which is not what is measured.
  if turn >= #requests then wrk.thread:stop() end
end
