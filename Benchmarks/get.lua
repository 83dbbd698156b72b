-- wrk: GET OrderFull(id), by chance of the ids in a file, one a line.
-- wrk … -s get.lua URL -- IDS COMPANY TOKEN TRACEPARENT, which may be empty
local requests = {}

function init(arguments)
  math.randomseed(42)
  wrk.headers["Authorization"] = "Bearer " .. arguments[3]
  if arguments[4] ~= "" then wrk.headers["traceparent"] = arguments[4] end
  for id in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format("GET", arguments[2] .. "/OrderFull(" .. id .. ")")
  end
end

function request()
  return requests[math.random(#requests)]
end
